import type { AuditFinding } from '../../domain/audit.js';
import type { Finding } from '../../domain/findings.js';
import { AuditLog } from '../audit-log.js';
import { AuditWalk } from '../audit-walk.js';
import type { Connection } from '../database.js';

/** Checks the chain of the audit from its first row to its last. */
export function* checkAudit(db: Connection): Generator<Finding> {
  for (const finding of new AuditWalk().findings(new AuditLog(db).rows())) {
    yield { code: 'AUDIT_BROKEN', message: messageOf(finding) };
  }
}

function messageOf({ kind, from, to }: AuditFinding): string {
  const rows = from === to ? `row ${from}` : `rows ${from} to ${to}`;
  return `${rows} of the audit: ${kind}`;
}
