import { realpathSync } from 'node:fs';
import type { ModelPack } from '../../models/packs.js';
import { QueuePool } from '../../workers/queue/import/queue-pool.js';
import type { Host } from '../host.js';
import type { QueueSettings } from '../options/queue.js';
import { CONNECTIONS, extractorFacts, linkTo, queueKey } from './connect.js';

/** How long an import waits for a PostgreSQL server that it has never reached. */
const FIRST_MS = 20_000;

/** What of a host a link to a queue needs. */
type QueueHost = Pick<Host, 'env' | 'cwd' | 'note' | 'tell' | 'tellEach'>;

/**
 * A pool of workers on other machines.
 *
 * @param folder the folder of the photos, for the transport `path`
 * @param waits whether it waits without end for a PostgreSQL server that it has never reached
 * @throws {FatalError} when the key of the queue is not given.
 */
export function queuePool(
  host: QueueHost,
  pack: ModelPack,
  settings: QueueSettings,
  { folder, waits = false }: { readonly folder?: string; readonly waits?: boolean } = {},
): QueuePool {
  const { photoTransport, priority = 0 } = settings;
  const { tell, tellEach = tell } = host;
  const key = queueKey(settings, host);
  const link = linkTo(
    settings,
    { tell: tellEach },
    {
      connections: CONNECTIONS.import,
      name: 'faceenroll import',
      firstMs: waits ? Number.POSITIVE_INFINITY : FIRST_MS,
    },
  );
  const sharedFolder =
    photoTransport === 'path' && folder !== undefined ? realpathSync(folder) : undefined;
  return new QueuePool({
    link,
    key,
    priority,
    sharedFolder,
    tell,
    tellEach,
    extractor: extractorFacts(pack),
  });
}
