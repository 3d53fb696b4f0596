import { DatabaseBusyError } from '../../store/lock.js';
import { openStore } from '../database/open-store.js';
import { whenFree } from '../database/when-free.js';
import type { Parts } from './parts.js';

/** Ends the runs of a service in the journal. All that was answered is committed by then. */
export async function finishRuns({ host, db, wait, runs }: Parts): Promise<void> {
  if (!runs.haveBegun) return;
  // Its key may have been replaced.
  const how = { withoutSecrets: true, besideRuns: true, mustExist: true };
  try {
    const store = await whenFree(() => openStore(db, false, how, host), wait, host, 0);
    try {
      runs.finish(store);
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof DatabaseBusyError)) throw error;
    host.note(`The runs of this server will be listed as interrupted: ${error.holder}.`);
  }
}
