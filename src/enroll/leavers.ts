import type { Entry } from '../domain/entry.js';
import type { Failure, FailureCode } from '../domain/failures.js';
import { matchKey } from '../domain/match-key.js';

/** Whom a CSV names, when it is the whole truth about a collection. */
export interface Roll {
  /** The match keys of the user IDs. */
  readonly named: ReadonlySet<string>;
  /** The rows of which nobody can tell whose they are: any user may be meant. */
  readonly nameless: readonly Failure[];
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
  const nameless: Failure[] = [];
  for await (const { userId, failure } of entries) {
    if (failure && NAMELESS.has(failure.code)) nameless.push(failure);
    else named.add(matchKey(userId, ignoreCase));
  }
  return { named, nameless };
}

/** The users whom no row names, in their order. */
export function leaversOf<U extends { readonly userId: string }>(
  users: Iterable<U>,
  { named }: Roll,
  ignoreCase: boolean,
): readonly U[] {
  return [...users].filter(({ userId }) => !named.has(matchKey(userId, ignoreCase)));
}
