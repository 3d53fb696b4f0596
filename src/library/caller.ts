import type { Context, MadeContext } from '../operations/context.js';
import type { Host } from '../operations/host.js';
import { openedOf, withStore } from './opened.js';
import type { Gallery, Heard, Work } from './types.js';

const NEVER = new AbortController().signal;

/** A caller of the library as operations see it: nothing is said to anybody else. */
function callerHost({ signal = NEVER, onProgress, onOutcome }: Work & Heard): Host {
  return {
    ...{ env: {}, cwd: process.cwd(), shownFrom: '', isWatched: false, signal },
    tell: () => {},
    note: () => {},
    progress: (at) => {
      if (at?.kind === 'batch' && at.at.phase !== 'encode')
        onProgress?.({ ...at.at, phase: at.at.phase });
    },
    ...(onOutcome && { outcome: onOutcome }),
  };
}

/** The open gallery of a caller as imports work in it. */
export function galleryContext(
  gallery: Gallery,
  options: Work & Heard & { readonly dryRun?: boolean },
): MadeContext {
  const { database: db, collection } = gallery;
  const { reference } = openedOf(gallery);
  return {
    ...{ host: callerHost(options), db, collection, reference, isBound: true },
    isGiven: (option) => option === 'collection' || Object.hasOwn(options, option),
    inExisting: () => {
      throw new Error('a gallery is open already');
    },
    inStore: (_, use) => withStore(gallery, Boolean(options.dryRun), use),
  };
}

/**
 * What operations work in when a caller asks for them.
 *
 * @throws {FatalError} when the gallery is closed.
 */
export function contextOf(gallery: Gallery, work: Work): Context {
  const { store, reference } = openedOf(gallery);
  const { database: db, collection } = gallery;
  return { host: callerHost(work), store, db, collection, reference };
}
