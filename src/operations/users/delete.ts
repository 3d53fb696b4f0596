import { type Context, changesOf } from '../context.js';
import { type PlannedDeletion, planned } from '../deletion/plan.js';
import type { ValuesOf } from '../options/row.js';
import { namedUsers } from './named-users.js';
import type { USERS_DELETE_OPTIONS } from './options.js';

/**
 * Plans to delete these users with everything.
 *
 * @throws {FatalError} when one does not exist: then none is deleted.
 */
export function deleteUsers(
  context: Context,
  {
    userId,
    dryRun,
    receipt,
  }: ValuesOf<typeof USERS_DELETE_OPTIONS> & { readonly userId: readonly string[] },
): PlannedDeletion {
  const deletions = namedUsers(changesOf(context), userId);
  return planned(context, deletions, { command: 'users delete', dryRun, receipt: receipt ?? null });
}
