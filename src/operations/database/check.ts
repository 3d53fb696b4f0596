import type { Finding } from '../../domain/findings.js';
import { printable } from '../../domain/text.js';
import { type Checked, checkDatabase } from '../../store/check/check.js';
import type { FileContext } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import type { KEY_OPTION } from '../options/where.js';
import { requireDatabase } from './existing-store.js';
import { namedKey } from './open-store.js';

/** What is wrong with a database, as it is found; in the end what was looked at. */
export type Checking = Generator<Finding, Checked>;

/**
 * Looks for everything that can be wrong with a database. Nothing is written.
 *
 * @throws {FatalError} when it cannot be opened, or is none of ours.
 */
export function* checkFile(
  { db, host }: FileContext,
  { keyFile }: ValuesOf<typeof KEY_OPTION>,
): Checking {
  requireDatabase(db);
  const key = namedKey(keyFile, host);
  const checked = yield* checkDatabase(db, key, {
    onStep: (step) => host.progress({ kind: 'step', step }),
    onRows: (step, done, of) => host.progress({ kind: 'step', step, done, of }),
  });
  host.progress(undefined);
  if (!checked.secretsOpened) {
    host.tell(
      `Templates and images were compared with their digests, not opened: ${printable(db)} is encrypted, and no key was named.`,
    );
  }
  return checked;
}
