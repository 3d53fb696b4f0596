import type { AuditFinding, AuditVerdict } from '../../domain/audit.js';
import { AuditWalk } from '../../store/audit-walk.js';
import type { Context } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import type { AUDIT_VERIFY_OPTIONS } from './options.js';

/** The chain of the audit, checked row by row as the findings are read. */
export interface AuditVerification {
  readonly findings: Iterable<AuditFinding>;
  /** How the walk ended; to be called after the last finding. */
  readonly verdict: () => AuditVerdict;
}

/** Walks along the chain of the audit. */
export function verifyAudit(
  { store }: Context,
  { head }: ValuesOf<typeof AUDIT_VERIFY_OPTIONS>,
): AuditVerification {
  const walk = new AuditWalk(head);
  return { findings: walk.findings(store.auditLog.rows()), verdict: () => walk.verdict() };
}
