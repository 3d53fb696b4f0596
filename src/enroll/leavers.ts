import type { Entry } from '../domain/entry.js';
import type { Failure, FailureCode } from '../domain/failures.js';
import { matchKey } from '../domain/match-key.js';
import { SpellingIndex } from '../domain/spreadsheet/spelling-index.js';
import type { RunStore } from '../store/store.js';

/** The users named by a CSV that is the whole truth about a collection. */
export interface Roll {
  /** The match keys of the user IDs. */
  readonly named: ReadonlySet<string>;
  readonly rows: number;
}

/** Rows that may name users whom no row names clearly. */
export interface Doubts {
  /** Users recognized in a row: it may have their former ID, or another spelling of their ID. */
  readonly recognized: ReadonlyMap<string, { readonly row: number | undefined }>;
  /** Rows whose user cannot be identified: any user may be meant. */
  readonly nameless: readonly Failure[];
}

/** The users of a collection, and those missing from a list. */
interface Gone {
  readonly users: readonly string[];
  /** Those whom no row names. */
  readonly leavers: readonly string[];
  /** The present ID of the user who was renamed from an ID. */
  readonly nowCalled: (userId: string) => string | undefined;
}

/** Failures that leave a row's user unknown. */
const NAMELESS: ReadonlySet<FailureCode> = new Set([
  'ROW_INVALID',
  'USER_ID_MISSING',
  'USER_ID_INVALID',
]);

/** Reads which users the rows name. A row that fails for another reason still names its user. */
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
 * Looks for leavers in the rows: users whose ID is spelled differently in a new row, users who had
 * a row's ID before a renaming, and users whose ID appears in a row whose user cannot be
 * identified.
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
    const named = [userId, ...(isUnclear ? cells : [])].filter((cell) => cell.trim() !== '');
    const renamedTo = nowCalled(userId);
    const found = new Set(named.flatMap((cell) => spelled.find(cell)));
    if (renamedTo !== undefined && gone.has(renamedTo)) found.add(renamedTo);
    for (const other of allowDuplicateOf) found.delete(other);
    for (const leaver of found) recognized.set(leaver, recognized.get(leaver) ?? { row });
    if (failure && isUnclear && found.size === 0 && !isStored) nameless.push(failure);
  }
  return { recognized, nameless };
}

/**
 * Leavers whose ID is spelled differently in a row that failed for any reason: two users may have
 * become one ID, which exists, and now appears twice.
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

/** Whether a row's user cannot be identified. */
export function isNameless({ failure }: Pick<Entry, 'failure'>): boolean {
  return failure !== undefined && NAMELESS.has(failure.code);
}
