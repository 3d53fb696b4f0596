import { Desk } from '../../enroll/desk/desk.js';
import { refuseTaken } from '../../store/lock.js';
import { openStore } from '../database/open-store.js';
import type { Parts } from './parts.js';

/** The desk of a service. */
export function deskOf({ db, host, masterKey, wait, pack, pool, galleries, runs }: Parts): Desk {
  const how = { masterKey, mustExist: true };
  return new Desk({
    open: () => {
      refuseTaken(db);
      return openStore(db, false, { ...how, besideRuns: true, isRepeated: true }, host);
    },
    openToRead: () => openStore(db, true, how, host),
    expectsMore: () => pool.isBusy,
    patienceMs: wait * 1000,
    ...{ galleries, runs, dimensions: pack.models.encoder.format.dimensions },
  });
}
