import { byCodeUnits } from '../code-units.js';

/**
 * Users of a group that is shown alone, unless told otherwise: of fewer, an interval is wider than
 * any difference that could matter (0 of 20 is 0 to 16%), and single people can be recognized.
 */
export const USUAL_LEAST_OF_GROUP = 20;

/** The fewest that may be asked for: in a group of four, each figure is about a person. */
export const LEAST_OF_GROUP = 5;

/** A value of a group; null of users who have none. */
export type GroupValue = string | null;

/** Users with the same values in the columns of a breakdown. */
export interface Group {
  readonly values: readonly GroupValue[];
  /** Their numbers, in ascending order. */
  readonly members: readonly number[];
}

/** All users by the values of one column, or of several together. */
export interface Breakdown {
  /** Which columns, by their numbers. */
  readonly columns: readonly number[];
  /** Large enough to be shown alone; the largest first. */
  readonly shown: readonly Group[];
  /** Shown together, in one row: nobody can tell one of them by subtraction. */
  readonly pooled: readonly Group[];
}

/** How the users were divided. */
export interface Breakdowns {
  readonly breakdowns: readonly Breakdown[];
  /** Who is in the report. */
  readonly kept: readonly number[];
  /** How many are not: their groups could neither be shown nor pooled. */
  readonly leftOut: number;
}

/**
 * The values of each user, column by column; a user may have several (tags). `[null]` is none.
 */
export type ValuesOfUsers = readonly (readonly (readonly GroupValue[])[])[];

/**
 * Users by each column alone, and by all of them together where there are several.
 *
 * Groups of fewer than `least` users are pooled. Where a single group, or fewer users than that, could be
 * told by subtraction of the other rows (of the same table, or of the rows of a combined group from the group of
 * one column), these users are left out of the whole report.
 */
export function breakdownsOf(users: ValuesOfUsers, columns: number, least: number): Breakdowns {
  const each = Array.from({ length: columns }, (_, column) => [column]);
  const divisions = columns > 1 ? [...each, each.flat()] : each;
  let kept = users.map((_, i) => i);
  for (;;) {
    const breakdowns = divisions.map((division) => breakdown(users, kept, division, least));
    const exposed = new Set([
      ...breakdowns.flatMap(({ pooled }) => exposedBy(pooled, least)),
      ...exposedBySums(breakdowns, least),
    ]);
    if (exposed.size === 0) return { breakdowns, kept, leftOut: users.length - kept.length };
    kept = kept.filter((user) => !exposed.has(user));
  }
}

function breakdown(
  users: ValuesOfUsers,
  kept: readonly number[],
  columns: readonly number[],
  least: number,
): Breakdown {
  const groups = new Map<string, { values: readonly GroupValue[]; members: number[] }>();
  for (const user of kept) {
    for (const values of combined(columns.map((column) => users[user]?.[column] ?? [null]))) {
      const key = JSON.stringify(values);
      const group = groups.get(key);
      if (group) group.members.push(user);
      else groups.set(key, { values, members: [user] });
    }
  }
  const all = [...groups].sort(
    ([p, one], [q, other]) => other.members.length - one.members.length || byCodeUnits(p, q),
  );
  const { shown = [], pooled = [] } = Object.groupBy(all, ([, { members }]) =>
    members.length >= least ? 'shown' : 'pooled',
  );
  return { columns, shown: shown.map(([, one]) => one), pooled: pooled.map(([, one]) => one) };
}

/** Every choice of one value of each column. */
function combined(columns: readonly (readonly GroupValue[])[]): readonly (readonly GroupValue[])[] {
  return columns.reduce<readonly (readonly GroupValue[])[]>(
    (before, values) => before.flatMap((head) => values.map((value) => [...head, value])),
    [[]],
  );
}

/** The users of hidden groups, if these are one group or too few users to hide each other. */
function exposedBy(hidden: readonly Group[], least: number): readonly number[] {
  const users = new Set(hidden.flatMap(({ members }) => members));
  return users.size > 0 && (hidden.length < 2 || users.size < least) ? [...users] : [];
}

/** Those of combined groups that a group of one column has, when its other ones are subtracted. */
function exposedBySums(breakdowns: readonly Breakdown[], least: number): readonly number[] {
  const together = breakdowns.at(-1);
  if (!together || together.columns.length < 2) return [];
  return breakdowns.slice(0, -1).flatMap(({ columns, shown }) => {
    const beneath = Map.groupBy(together.pooled, ({ values }) => values[columns[0] ?? 0] ?? null);
    return shown.flatMap(({ values }) => exposedBy(beneath.get(values[0] ?? null) ?? [], least));
  });
}
