import type { AuditRow } from '../../domain/audit.js';
import type { Context } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import type { AUDIT_LIST_OPTIONS } from './options.js';

/** The rows of the audit that the options ask for, the oldest first, read as they are needed. */
export function listAudit(
  { store }: Context,
  options: ValuesOf<typeof AUDIT_LIST_OPTIONS>,
): Iterable<AuditRow> {
  const { collection, userId, action, runId, reference, since, until, limit } = options;
  const wanted = { collection, userId, action, runId, reference, since, until };
  return store.auditLog.rows(wanted, limit);
}
