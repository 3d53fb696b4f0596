import { quoted } from '../../domain/text.js';
import { type Due, dueAt } from '../../enroll/retention.js';
import { type Context, changesOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { namedUsers } from '../users/named-users.js';
import type { PURGE_OPTIONS } from './options.js';
import { type PlannedDeletion, planned } from './plan.js';

/**
 * Plans to delete whose time is up, or users by name.
 *
 * @throws {FatalError} when one of the users does not exist.
 */
export function purgeUsers(
  context: Context,
  { user, dryRun, receipt }: ValuesOf<typeof PURGE_OPTIONS>,
): PlannedDeletion {
  const deletions = user ? namedUsers(changesOf(context), user) : dueNow(context);
  const command = user ? 'purge --user' : 'purge --due';
  return planned(context, deletions, { command, dryRun, receipt });
}

function dueNow(context: Context): Due['deletions'] {
  const due = dueAt(changesOf(context).holdings.dated(), Date.now());
  tellUnreadable(due, context);
  return due.deletions;
}

/** Whoever wrote such a date expects something of it that will not happen. */
function tellUnreadable({ unreadable }: Due, { host }: Context): void {
  for (const { userId, field, value } of unreadable) {
    host.tell(
      `User ${quoted(userId)} stays: ${field} is ${quoted(value)}, which is no ISO 8601 date.`,
    );
  }
}
