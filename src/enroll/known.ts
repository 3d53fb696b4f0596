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
  const formerIds = userId === undefined ? formerIdsOf(entry, store) : [];
  const asks = userId !== undefined && entry.user && options.ifUserExists === 'overwrite';
  return {
    userIds,
    faces: userId === undefined ? [] : store.templates.ofUser(userId),
    userDiffers: asks ? store.users.differs(userId, store.users.newIn(userId, entry.user)) : false,
    sharing: store.work.sharing({ number, entry }),
    ...(formerIds.length > 0 && { formerIds }),
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
 * Users whom no other row names, and of whose IDs that of a new row is another spelling: more
 * likely than a new person it is one of them, after a spreadsheet.
 */
function formerIdsOf(
  { userId, user, allowDuplicateOf = [] }: Entry,
  store: RunStore,
): readonly string[] {
  if (user === undefined) return [];
  const different = new Set(allowDuplicateOf.map((id) => matchKey(id)));
  return store.users
    .spelledLike(userId)
    .filter((other) => !different.has(matchKey(other)) && !store.work.names(other));
}
