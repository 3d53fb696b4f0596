import type { Breakdowns, Group } from './breakdown.js';
import type { ComparedGroup, TriedUser } from './data.js';
import { differencesOf } from './differences.js';
import { figuresOf } from './measure.js';
import type { BreakdownFigures, ComparedStatistic } from './report.js';

/** What can be said of the groups of a collection. */
export interface FairnessFigures {
  readonly breakdowns: readonly BreakdownFigures[];
  /** All that were compared; `differs` says which count as differences. */
  readonly comparisons: readonly ComparedStatistic[];
}

/** The groups of all breakdowns, numbered: shown ones and small ones. */
export function groupsOf({ breakdowns }: Breakdowns): readonly Group[] {
  return breakdowns.flatMap(({ shown, pooled }) => [...shown, ...pooled]);
}

/** The groups of each user, by their numbers in `groups`. */
export function membershipsOf(groups: readonly Group[], users: number): readonly number[][] {
  const of = Array.from({ length: users }, (): number[] => []);
  groups.forEach(({ members }, group) => {
    for (const user of members) of[user]?.push(group);
  });
  return of;
}

/**
 * The figures of all groups, and what differs between them.
 *
 * @param columns the names of the columns
 * @param compared what comparisons gave, for each of `groupsOf(divided)`
 */
export function fairnessOf(
  columns: readonly string[],
  divided: Breakdowns,
  users: readonly TriedUser[],
  compared: readonly ComparedGroup[],
): FairnessFigures {
  const numbers = new Map(groupsOf(divided).map((group, i) => [group, i]));
  const comparedOf = (group: Group) => compared[numbers.get(group) ?? -1] as ComparedGroup;
  const measured = divided.breakdowns
    .filter(({ shown }) => shown.length > 0)
    .map((breakdown) => ({
      by: breakdown.columns.map((column) => columns[column] ?? ''),
      ...figuresOf(breakdown, users, comparedOf),
    }));
  return {
    breakdowns: measured.map(({ by, figures }) => ({ by, groups: figures })),
    comparisons: differencesOf(measured, users),
  };
}
