import { KeptOpen } from '../../enroll/desk/kept-open.js';
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

interface RecordsPlace {
  readonly db: string;
  /** One that must be there, if one is named. */
  readonly collection?: string | undefined;
  readonly keyId?: string | undefined;
  /** Seconds to wait before the first transaction while others have the database. */
  readonly wait?: number | undefined;
}

/** Close it at the end. */
export interface OpenRecords extends Records {
  close(): void;
}

/**
 * The database of a command that is long at work: others work with it between two transactions.
 * It stays open for a moment after each, and a look costs less then, too.
 */
export function recordsOf({ db, collection, keyId, wait }: RecordsPlace, host: Host): OpenRecords {
  let hasWritten = false;
  const holding = { besideRuns: true, isRepeated: true };
  const kept = new KeptOpen(() => openExisting(db, 'write', host, undefined, holding));
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
      const store = await whenFree(() => kept.take(), hasWritten ? PATIENCE : wait, host);
      try {
        requireWorkingKey(store, keyId);
        if (collection !== undefined) requireCollection(store, collection, db);
        // Imports write their own work meanwhile.
        const result = await store.inTurn(() => work(store));
        hasWritten = true;
        kept.giveBack(store);
        return result;
      } catch (error) {
        store.close();
        throw error;
      }
    },
    close: () => kept.close(),
  };
}
