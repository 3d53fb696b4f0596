import { NO_ENCODER } from '../context.js';
import { openExisting, requireCollection } from '../database/existing-store.js';
import { whenFree } from '../database/when-free.js';
import type { Host } from '../host.js';
import { requireWorkingKey } from '../keys/working-key.js';
import type { Records } from './types.js';

/**
 * What a command knows only by itself, such as that a mail was handed over, is not lost because an
 * import decides just then: it waits this long for the database, in seconds.
 */
const PATIENCE = 600;

const NEVER = new AbortController().signal;

interface RecordsPlace {
  readonly db: string;
  /** One that must be there, if one is named. */
  readonly collection?: string | undefined;
  readonly keyId?: string | undefined;
  /** Seconds to wait before the first transaction while others have the database. */
  readonly wait?: number | undefined;
}

/** The database of a command that is long at work: opened for each look and each transaction. */
export function recordsOf({ db, collection, keyId, wait }: RecordsPlace, host: Host): Records {
  let hasWritten = false;
  const holding = { besideRuns: true, isRepeated: true };
  return {
    read: (use) => {
      const store = openExisting(db, 'read', host);
      try {
        if (collection !== undefined) requireCollection(store, collection, db);
        return use(store);
      } finally {
        store.close();
      }
    },
    write: async (work) => {
      const open = () => openExisting(db, 'write', host, undefined, holding);
      const store = await whenFree(open, hasWritten ? PATIENCE : wait, host);
      try {
        requireWorkingKey(store, keyId);
        if (collection !== undefined) requireCollection(store, collection, db);
        // Imports write their own work meanwhile.
        const { inTurn } = store.collection(collection ?? '', NO_ENCODER);
        const result = await inTurn(() => work(store), NEVER);
        hasWritten = true;
        return result;
      } finally {
        store.close();
      }
    },
  };
}
