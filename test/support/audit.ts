import Database from 'better-sqlite3';
import fc from 'fast-check';
import type { AuditFinding, AuditHead } from '../../src/domain/audit.js';
import type { AuditAction } from '../../src/store/audit.js';
import { AuditLog } from '../../src/store/audit-log.js';
import { AuditWalk } from '../../src/store/audit-walk.js';
import type { openDatabase } from '../../src/store/database.js';
import type { Store } from '../../src/store/store.js';

type Connection = ReturnType<typeof openDatabase>;

/** Writes audit rows of users, each in a transaction of its own. */
export function record(
  store: Store,
  userIds: readonly string[],
  { action = 'USER_CREATED' as AuditAction, reference = undefined as string | undefined } = {},
): void {
  const { audit, transaction } = store.collection('default', 'encoder', { reference });
  for (const userId of userIds) {
    transaction(() => audit.record(action, { userId }, { of: userId }, '2026-03-01T08:00:00.000Z'));
  }
}

/** What a walk along the chain of a database finds. */
export function findings(db: Connection, kept?: AuditHead): AuditFinding[] {
  return [...new AuditWalk(kept).findings(new AuditLog(db).rows())];
}

/** The same in short: `['altered 3', 'missing 5-7']`. */
export function found(db: Connection, kept?: AuditHead): string[] {
  return findings(db, kept).map(
    ({ kind, from, to }) => `${kind} ${from === to ? from : `${from}-${to}`}`,
  );
}

/** What is not as it was written in the audit of a database file. */
export function auditFindings(path: string): AuditFinding[] {
  const db = new Database(path, { readonly: true });
  try {
    return findings(db);
  } finally {
    db.close();
  }
}

/** The head of the chain, which must have hashes. */
export function headOf(db: Connection): AuditHead {
  const { position, hash } = new AuditLog(db).last();
  if (hash === null) throw new Error('the last row has no hash');
  return { position, hash };
}

/** Texts with all that JSON, SQL and UTF-8 write in a way of their own. */
export const anyText = fc.string({
  unit: fc.constantFrom(
    'a',
    '"',
    "'",
    '\\',
    '\n',
    '\0',
    '\u001b',
    '\u2028',
    '\u00e9',
    '\ufffd',
    '\u{1f600}',
  ),
  maxLength: 12,
});
