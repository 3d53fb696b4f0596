import type { Entry } from '../domain/entry.js';
import { matchKey } from '../domain/match-key.js';
import type { RunStore } from '../store/store.js';
import { consentOf } from './consent.js';
import type { Known } from './match.js';
import type { ImportOptions } from './options.js';

/** What the database and the rest of the batch say of an entry. */
export function knownOf(
  { number, entry }: { readonly number: number; readonly entry: Entry },
  store: RunStore,
  options: ImportOptions,
): Known {
  const userIds = store.users.find(entry.userId, options.ignoreCase);
  const [userId] = userIds;
  const tags = [...(options.tag ?? []), ...(entry.tags ?? [])];
  const isUnknown = userId === undefined && !entry.failure && !entry.doubt;
  const asks = userId !== undefined && entry.user && options.ifUserExists === 'overwrite';
  return {
    userIds,
    faces: userId === undefined ? [] : store.templates.ofUser(userId),
    userDiffers: asks ? store.users.differs(userId, store.users.newIn(userId, entry.user)) : false,
    sharing: store.work.sharing({ number, entry }),
    ...(userId === undefined && othersMeant(entry, store)),
    ...(isUnknown && asksForNear(entry, options) && { near: store.users.near(entry.userId) }),
    ...(tags.length > 0 && { newTags: store.tags.lackedBy(userId, tags) }),
    ...(options.requireConsent && {
      consent: consentOf(
        entry,
        userId === undefined ? null : store.users.consentAt(userId),
        options.ifUserExists,
        Date.now(),
      ),
    }),
  };
}

/**
 * Of an ID that nobody has: users whom no other row names, and of whose IDs it is another
 * spelling, or who had it before they were renamed. More likely than a new person it is one of
 * them, in a list that a spreadsheet has saved, or that is older than the renaming.
 */
function othersMeant(
  { userId, user, allowDuplicateOf = [] }: Entry,
  { users, history, work }: RunStore,
): Pick<Known, 'formerIds' | 'renamedTo'> {
  const different = new Set(allowDuplicateOf.map((id) => matchKey(id)));
  const isMeant = (other: string): boolean => !different.has(matchKey(other)) && !work.names(other);
  const renamedTo = history.nowCalled(users.collection, userId);
  const isThere = renamedTo !== undefined && users.find(renamedTo, false).length > 0;
  if (isThere && isMeant(renamedTo)) return { renamedTo };
  // What the name of a file may mean is asked of the operator in another way.
  const formerIds = user === undefined ? [] : users.spelledLike(userId).filter(isMeant);
  return formerIds.length > 0 ? { formerIds } : {};
}

/** A row that makes its user is taken at its word. */
function asksForNear(entry: Entry, { missingUsers }: ImportOptions): boolean {
  return missingUsers === 'refuse' || entry.user === undefined;
}
