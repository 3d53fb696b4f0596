import type { Host } from '../host.js';
import type { Parts } from './parts.js';
import type { ServingPlace } from './serving.js';

/**
 * A caller of a service as operations see it: with the pool, the galleries and the key of the
 * service. Nothing is said to anybody.
 */
export function callerHost(
  { caller, photos, outcome }: ServingPlace,
  { host, pack, pool, galleries, masterKey }: Parts,
): Host {
  return {
    ...{ env: host.env, cwd: host.cwd, shownFrom: host.shownFrom, isWatched: false },
    ...{ processes: host.processes, pack, galleries, masterKey, signal: caller.signal },
    pool,
    leavesPublished: true,
    // Without any, too: the name of a photo must not open a file of this machine.
    uploaded: (name) => photos?.get(name)?.bytes,
    tell: () => {},
    note: () => {},
    progress: () => {},
    ...(outcome && { outcome }),
  };
}
