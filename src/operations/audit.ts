import { UsageError } from '../domain/fatal-error.js';
import { invalidInput } from '../domain/refusals.js';
import { AUDIT_LIST_OPTIONS, AUDIT_PAGE_OPTIONS, AUDIT_VERIFY_OPTIONS } from './audit/options.js';
import { operation } from './operation.js';
import type { ValuesOf } from './options/row.js';

export const auditList = operation({
  name: 'audit list',
  summary: 'List who changed what, and when.',
  arguments: {},
  options: AUDIT_LIST_OPTIONS,
  opens: 'database',
  access: 'read',
  check: refuseBackwards,
  load: async () => (await import('./audit/list.js')).listAudit,
});

/** The same list, a part at a time: for interfaces that turn pages. */
export const auditPage = operation({
  name: 'audit list',
  summary: 'List who changed what, and when.',
  arguments: {},
  options: AUDIT_PAGE_OPTIONS,
  opens: 'database',
  access: 'read',
  check: refuseBackwards,
  load: async () => (await import('./audit/page.js')).pageOfAudit,
});

export const auditVerify = operation({
  name: 'audit verify',
  summary: 'Walk along the chain, and name each row that was altered, removed or inserted.',
  arguments: {},
  options: AUDIT_VERIFY_OPTIONS,
  opens: 'database',
  access: 'read',
  load: async () => (await import('./audit/verify.js')).verifyAudit,
});

export const auditHead = operation({
  name: 'audit head',
  summary: 'Print the head of the chain, <position>:<hash>, to be kept elsewhere.',
  arguments: {},
  options: {},
  opens: 'database',
  access: 'read',
  load: async () => (await import('./audit/head.js')).headOfAudit,
});

/** @throws {UsageError} when no time is between the two that are named. */
function refuseBackwards({
  since,
  until,
}: Pick<ValuesOf<typeof AUDIT_LIST_OPTIONS>, 'since' | 'until'>): void {
  if (since !== undefined && until !== undefined && since > until) {
    throw new UsageError(
      '--since is later than --until: exchange them',
      invalidInput('since', 'is later than until'),
    );
  }
}
