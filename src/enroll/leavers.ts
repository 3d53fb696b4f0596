import type { Entry } from '../domain/entry.js';
import type { Failure, FailureCode } from '../domain/failures.js';
import { matchKey } from '../domain/match-key.js';
import { SpellingIndex } from '../domain/spreadsheet/spelling-index.js';
import type { RunStore } from '../store/store.js';

/** Whom a CSV names, when it is the whole truth about a collection. */
export interface Roll {
  /** The match keys of the user IDs. */
  readonly named: ReadonlySet<string>;
  readonly rows: number;
}

/** What the rows say of users whom none names. */
export interface Doubts {
  /** Users in whom a row can be recognized: of it, they may be the former ID, or what was meant. */
  readonly recognized: ReadonlyMap<string, { readonly row: number | undefined }>;
  /** The rows of which nobody can tell whose they are: any user may be meant. */
  readonly nameless: readonly Failure[];
}

/** Who is there, and who is missing in a list. */
interface Gone {
  /** The IDs of all users of the collection. */
  readonly users: readonly string[];
  /** Those whom no row names. */
  readonly leavers: readonly string[];
  /** What the user is called now who was renamed from an ID. */
  readonly nowCalled: (userId: string) => string | undefined;
}

/** The failures of a row that leave open whose row it is. */
const NAMELESS: ReadonlySet<FailureCode> = new Set([
  'ROW_INVALID',
  'USER_ID_MISSING',
  'USER_ID_INVALID',
]);

/** Reads whom the rows name. A row that fails for another reason names its user all the same. */
export async function rollOf(entries: AsyncIterable<Entry>, ignoreCase: boolean): Promise<Roll> {
  const named = new Set<string>();
  let rows = 0;
  for await (const entry of entries) {
    rows += 1;
    if (!isNameless(entry)) named.add(matchKey(entry.userId, ignoreCase));
  }
  return { named, rows };
}

/** The users whom no row names, in their order. */
export function leaversOf<U extends { readonly userId: string }>(
  users: Iterable<U>,
  { named }: Roll,
  ignoreCase: boolean,
): readonly U[] {
  return [...users].filter(({ userId }) => !named.has(matchKey(userId, ignoreCase)));
}

/**
 * Looks for leavers in the rows: those of whose ID that of a new row is another spelling, those
 * who had it before a renaming, and those whose ID stands in a row of which it cannot be told
 * whose it is.
 */
export async function doubtsOf(
  entries: AsyncIterable<Entry>,
  { users, leavers, nowCalled }: Gone,
  ignoreCase: boolean,
): Promise<Doubts> {
  const recognized = new Map<string, { readonly row: number | undefined }>();
  const nameless: Failure[] = [];
  const stored = new Set(users.map((userId) => matchKey(userId, ignoreCase)));
  const gone = new Set(leavers);
  const spelled = new SpellingIndex(leavers);
  for await (const entry of entries) {
    const { row, userId, failure, cells, allowDuplicateOf = [] } = entry;
    const isUnclear = isNameless(entry);
    const isStored = stored.has(matchKey(userId, ignoreCase));
    // Of two spellings in one list, a row that fails may be that of the other user.
    if (isStored && !failure) continue;
    const told = [userId, ...(isUnclear ? cells : [])].filter((cell) => cell.trim() !== '');
    const renamedTo = nowCalled(userId);
    const found = new Set(told.flatMap((cell) => spelled.find(cell)));
    if (renamedTo !== undefined && gone.has(renamedTo)) found.add(renamedTo);
    for (const other of allowDuplicateOf) found.delete(other);
    for (const leaver of found) recognized.set(leaver, recognized.get(leaver) ?? { row });
    if (failure && isUnclear && found.size === 0 && !isStored) nameless.push(failure);
  }
  return { recognized, nameless };
}

/**
 * Leavers of whose ID that of a row which has failed, for whatever reason, is another spelling: two
 * users may have become one ID, which a user has, and now it stands there twice.
 *
 * @param failures findings against items that have not failed yet
 */
export function leaversInFailedRows(
  { work }: Pick<RunStore, 'work'>,
  leavers: ReadonlySet<string>,
  failures: ReadonlyMap<number, Failure>,
): readonly string[] {
  if (leavers.size === 0) return [];
  const spelled = new SpellingIndex(leavers);
  const found = new Set<string>();
  for (const page of work.pages()) {
    for (const { entry, items } of page) {
      if (!items.some(({ item, outcome }) => outcome === 'failed' || failures.has(item))) continue;
      const { userId, allowDuplicateOf = [] } = entry;
      for (const leaver of spelled.find(userId)) {
        if (!allowDuplicateOf.includes(leaver)) found.add(leaver);
      }
    }
  }
  return [...found];
}

/** Whether nobody can tell whose row it is. */
export function isNameless({ failure }: Pick<Entry, 'failure'>): boolean {
  return failure !== undefined && NAMELESS.has(failure.code);
}
