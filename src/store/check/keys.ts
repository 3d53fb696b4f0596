import type { Finding } from '../../domain/findings.js';
import type { Connection } from '../database.js';
import { keyStoreProblem, neededKeyStore } from '../secrets/key-store-id.js';

/** Checks that the data keys of an encrypted database lie next to it; needs no master key. */
export function* checkKeys(db: Connection, database: string): Generator<Finding> {
  const needed = neededKeyStore(db);
  const problem = needed === undefined ? undefined : keyStoreProblem(database, needed);
  if (problem === undefined) return;
  yield { code: 'KEYS_MISSING', message: `the data keys of the database: ${problem}` };
}
