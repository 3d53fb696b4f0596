import type { AuditRow } from '../domain/audit.js';
import { EMPTY_CHAIN, hashOfRow } from './audit-chain.js';
import type { Connection } from './connection.js';

/** Rows read at a time: bounds memory. */
const PAGE = 1000;

/** Adds hashes to audit rows written before the audit was a chain. */
export function chainAudit(db: Connection): void {
  const page = db.prepare(
    `SELECT position, at, os_user AS osUser, host, run_id AS runId, action, collection,
            user_id AS userId, face_id AS faceId, detail, reference
     FROM audit WHERE position > ? ORDER BY position LIMIT ${PAGE}`,
  );
  const update = db.prepare('UPDATE audit SET previous_hash = ?, hash = ? WHERE position = ?');
  let { position: last, hash: previousHash } = EMPTY_CHAIN;
  for (;;) {
    const rows = page.all(last) as Omit<AuditRow, 'previousHash' | 'hash'>[];
    if (rows.length === 0) return;
    for (const row of rows) {
      const hash = hashOfRow({ ...row, previousHash });
      update.run(previousHash, hash, row.position);
      [last, previousHash] = [row.position, hash];
    }
  }
}
