import { type DetailsOf, type Failure, fail } from './failures.js';
import { commandText, quoted } from './text.js';

const HAS_BOTH_IDS =
  'There are users of both IDs already. If the list means the other, correct its ID. If both are one person, delete the one who is not needed (faceenroll users delete), or name the ID that the list does not have in allow_duplicate_of of this row: then the face is enrolled for this user, and the other is deleted.';

/**
 * The failure of a row whose user has the former ID; the command that moves the enrollment names
 * both, and can be typed as it stands.
 *
 * @param place arguments that select the database and the collection in a command
 */
export function idChanged(
  details: DetailsOf<'ID_CHANGED'>,
  place: readonly string[] = [],
): Failure {
  if ('exists' in details && details.exists) return fail('ID_CHANGED', details, HAS_BOTH_IDS);
  if ('odd' in details && details.odd) {
    const advice = `Correct the ID in the list: ${quoted(details.formerId)} is enrolled. If people do have such IDs as ${quoted(details.userId)}: --allow-odd-ids.`;
    return fail('ID_CHANGED', details, advice);
  }
  const command = usersCommand('rename', [details.formerId, details.userId], place);
  const advice = `If it is one person, move the enrollment (${command}), or correct the ID in the list. If they are two people, name the other in allow_duplicate_of.`;
  return fail('ID_CHANGED', details, advice);
}

/** A command on users that can be typed as it stands; `place` selects database and collection. */
export function usersCommand(
  verb: string,
  userIds: readonly string[],
  place: readonly string[],
): string {
  const isOption = userIds.some((id) => id.startsWith('-'));
  const words = isOption ? [...place, '--', ...userIds] : [...userIds, ...place];
  return commandText(['users', verb, ...words]);
}
