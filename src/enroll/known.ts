import type { Entry } from '../domain/entry.js';
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
  const asks = userId !== undefined && entry.user && options.ifUserExists === 'overwrite';
  return {
    userIds,
    faces: userId === undefined ? [] : store.templates.ofUser(userId),
    userDiffers: asks ? store.users.differs(userId, entry.user) : false,
    sharing: store.work.sharing({ number, entry }),
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
