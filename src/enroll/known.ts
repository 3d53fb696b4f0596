import type { Entry } from '../domain/entry.js';
import { matchKey } from '../domain/match-key.js';
import { newsIn } from '../domain/user-news.js';
import type { NumberedEntry } from '../store/run-entries.js';
import type { RunStore } from '../store/store.js';
import { consentOf } from './consent.js';
import type { Known, Stored } from './match.js';
import type { ImportOptions } from './options.js';

/** Adds to each entry of a page what the database has of its user: one set of look-ups per page. */
export function withStored<E extends NumberedEntry>(
  page: readonly E[],
  { users, templates, tags }: Pick<RunStore, 'users' | 'templates' | 'tags'>,
  options: ImportOptions,
): readonly (E & { readonly stored: Stored })[] {
  const asked = page.map(({ entry }) => entry.userId);
  const found = users.findEach(asked, options.ignoreCase);
  const meant = [...new Set([...found.values()].flatMap((userIds) => userIds.slice(0, 1)))];
  const faces = templates.facesOf(meant);
  const overwrites = options.ifUserExists === 'overwrite';
  const data = overwrites || options.requireConsent ? users.dataOf(meant) : undefined;
  const given = page.map(({ entry }) => [...(options.tag ?? []), ...(entry.tags ?? [])]);
  const had = given.some((some) => some.length > 0) ? tags.ofEach(meant) : undefined;
  const now = Date.now();
  return page.map((numbered, i) => {
    const { entry } = numbered;
    const userIds = found.get(entry.userId) ?? [];
    const [userId = ''] = userIds;
    const own = data?.get(userId);
    const news = overwrites && own && entry.user ? newsIn(own, entry.user) : undefined;
    const newTags = lacking(had?.get(userId) ?? [], given[i] ?? []);
    const consentAt = own?.known.consent_at ?? null;
    const stored = {
      ...{ userIds, faces: faces.get(userId) ?? [], newTags },
      ...(news && { news }),
      ...(options.requireConsent && {
        consent: consentOf(entry, consentAt, options.ifUserExists, now),
      }),
    };
    return { ...numbered, stored };
  });
}

/** Adds to each entry of a page what the database and the rest of the batch say about it. */
export function withKnown<E extends NumberedEntry>(
  page: readonly E[],
  store: RunStore,
  options: ImportOptions,
): readonly (E & { readonly known: Known })[] {
  const { users, history, work } = store;
  const all = withStored(page, store, options);
  const sharing = work.sharing(page);
  const isNew = (stored: Stored): boolean => stored.userIds.length === 0;
  const newIds = all.flatMap(({ entry, stored }) => (isNew(stored) ? [entry.userId] : []));
  const renamed = history.left(users.collection, newIds);
  return all.map((one) => {
    const { entry, stored } = one;
    const asks = isNew(stored) && !entry.failure && !entry.doubt && asksForNear(entry, options);
    const known = {
      ...stored,
      sharing: sharing.get(one.number) ?? [],
      ...(isNew(stored) && othersMeant(entry, renamed.has(entry.userId), store)),
      ...(asks && { near: users.near(entry.userId) }),
    };
    return { ...one, known };
  });
}

/**
 * For an unknown ID: users named in no other row, whose ID it is another spelling of, or who had it
 * before a renaming. It is more likely one of them than a new person: in a list saved by a
 * spreadsheet, or older than the renaming.
 */
function othersMeant(
  { userId, user, isExact, allowDuplicateOf = [] }: Entry,
  wasRenamed: boolean,
  { users, history, work }: RunStore,
): Pick<Known, 'formerIds' | 'renamedTo'> {
  const different = new Set(allowDuplicateOf.map((id) => matchKey(id)));
  const isMeant = (other: string): boolean => !different.has(matchKey(other)) && !work.names(other);
  const renamedTo = wasRenamed ? history.nowCalled(users.collection, userId) : undefined;
  const isThere = renamedTo !== undefined && users.find(renamedTo, false).length > 0;
  if (isThere && isMeant(renamedTo)) return { renamedTo };
  // The operator is asked in another way what a file name may mean.
  const formerIds = user === undefined || isExact ? [] : users.spelledLike(userId).filter(isMeant);
  return formerIds.length > 0 ? { formerIds } : {};
}

/** A row that creates its user needs no suggestions, nor does a program. */
function asksForNear(entry: Entry, { missingUsers }: ImportOptions): boolean {
  return !entry.isExact && (missingUsers === 'refuse' || entry.user === undefined);
}

/** Tags that a user lacks, without repetitions. */
function lacking(had: Iterable<string>, tags: readonly string[]): readonly string[] {
  const stored = new Set(had);
  return [...new Set(tags)].filter((tag) => !stored.has(tag));
}
