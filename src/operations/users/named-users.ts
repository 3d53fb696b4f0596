import type { Deletion } from '../../domain/deletion.js';
import { FatalError, NotFoundError } from '../../domain/fatal-error.js';
import { listed, quoted } from '../../domain/text.js';
import { wholeUser } from '../../enroll/retention.js';
import type { CollectionStore } from '../../store/store.js';
import { unknownId } from './existing.js';

/**
 * The users by name, each once.
 *
 * @throws {NotFoundError} when the only one does not exist.
 * @throws {FatalError} when one of several does not exist: then none is deleted, since an ID is misspelled.
 */
export function namedUsers(
  { users, history, holdings }: CollectionStore,
  ids: readonly string[],
): readonly Deletion[] {
  const stored = ids.map((id) => ({ id, userId: users.find(id, false)[0] }));
  const unknown = stored
    .filter(({ userId }) => userId === undefined)
    .map(({ id }) => unknownId({ users, history }, id));
  if (unknown.length > 0) {
    const who = unknown.length === 1 ? 'no user with the user ID' : 'no users with the user IDs';
    const message = `there is ${who} ${listed(unknown, unknown.length)} in the collection ${quoted(users.collection)}; nothing was deleted`;
    const [only, ...others] = ids;
    if (only === undefined || others.length > 0) throw new FatalError(message);
    throw new NotFoundError(message, 'user', only);
  }
  return [...new Set(stored.map(({ userId }) => userId))].flatMap((userId = '') => {
    const holding = holdings.of(userId);
    return holding ? [wholeUser(holding, 'NAMED')] : [];
  });
}
