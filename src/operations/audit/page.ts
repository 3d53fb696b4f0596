import type { AuditRow } from '../../domain/audit.js';
import type { Context } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import type { AUDIT_PAGE_OPTIONS } from './options.js';

/** A part of the rows that were asked for, and how many there are. */
export interface AuditPage {
  readonly rows: readonly AuditRow[];
  readonly total: number;
}

/** Some of the rows of the audit that the options ask for, the oldest first. */
export function pageOfAudit(
  { store: { auditLog } }: Context,
  { offset, limit, ...wanted }: ValuesOf<typeof AUDIT_PAGE_OPTIONS>,
): AuditPage {
  return { rows: auditLog.page(wanted, { offset, limit }), total: auditLog.count(wanted) };
}
