import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { invalidInput } from '../../domain/refusals.js';
import type { Renaming } from '../../domain/renaming.js';
import { quoted } from '../../domain/text.js';
import type { CollectionStore } from '../../store/store.js';
import { refuseInvalidId } from './change-user.js';
import { existingUser } from './existing.js';

/**
 * Gives a user another user ID, with everything that is stored of the user.
 *
 * @throws {FatalError} when there is no such user, or the new ID is another user's or is none.
 */
export function renameUser(
  changes: CollectionStore,
  oldId: string,
  newId: string,
  allowOddIds = false,
): Renaming {
  return changes.transaction(() => {
    const { from, to } = checkedRenaming(changes, oldId, newId, allowOddIds);
    return changes.renames.rename(from, to, new Date().toISOString());
  });
}

/**
 * The same, and nothing is changed.
 *
 * @throws {FatalError} when `renameUser` would.
 */
export function plannedRenaming(
  changes: CollectionStore,
  oldId: string,
  newId: string,
  allowOddIds = false,
): Renaming {
  const { from, to } = checkedRenaming(changes, oldId, newId, allowOddIds);
  return changes.renames.plan(from, to);
}

function checkedRenaming(
  changes: CollectionStore,
  oldId: string,
  newId: string,
  allowOddIds: boolean,
): { readonly from: string; readonly to: string } {
  refuseInvalidId(newId, allowOddIds);
  const from = existingUser(changes, oldId);
  if (from === newId) {
    const problem = `the user ID is ${quoted(newId)} already`;
    throw new UsageError(problem, invalidInput(undefined, problem));
  }
  // Another spelling of the user's own ID, in Unicode, is not taken.
  const [taken] = changes.users.find(newId, false);
  if (taken === undefined || taken === from) return { from, to: newId };
  throw new FatalError(
    `there is another user with the user ID ${quoted(taken)} already, whom "faceenroll users show" tells: nothing was changed`,
    { refusal: { code: 'USER_EXISTS', userId: taken } },
  );
}
