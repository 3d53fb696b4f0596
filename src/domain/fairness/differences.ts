import type { TriedUser } from './data.js';
import {
  alarmsOf,
  failuresOf,
  membersOf,
  pairsOf,
  qualitiesOf,
  type Row,
  type Weighted,
} from './measure.js';
import { type ComparedStatistic, STATISTICS, type Statistic } from './report.js';
import { type Counted, holm, rankTest, shareTest } from './tests.js';

/** The rate of reports without any real difference that claim one. */
export const FAMILY_RATE = 0.05;

/** What is compared: a breakdown's rows of one group each. */
export interface Comparable {
  readonly by: readonly string[];
  readonly rows: readonly Row[];
}

type Tested = Pick<ComparedStatistic, 'value' | 'others' | 'probability'>;

/**
 * Compares each group that is shown with all others of its breakdown, in every statistic; two groups
 * are compared once. A difference is one whose probability stays below `FAMILY_RATE` when all
 * comparisons of the report are allowed for.
 */
export function differencesOf(
  breakdowns: readonly Comparable[],
  users: readonly TriedUser[],
): readonly ComparedStatistic[] {
  const found = breakdowns.flatMap(({ by, rows }) =>
    comparedRows(rows).flatMap((row) => {
      const values = row.own[0]?.group.values ?? [];
      return STATISTICS.flatMap((statistic) => {
        const tested = test(row, users, statistic);
        return tested ? [{ by, values, statistic, ...tested }] : [];
      });
    }),
  );
  const adjusted = holm(found.map(({ probability }) => probability));
  return found.map((one, i) => {
    const own = adjusted[i] ?? 1;
    return { ...one, adjusted: own, differs: own < FAMILY_RATE };
  });
}

/** Of two groups that are all there are, the second one says nothing more. */
function comparedRows(rows: readonly Row[]): readonly Row[] {
  const alone = rows.filter(({ own }) => own.length === 1);
  return rows.length === 2 ? alone.slice(0, 1) : alone;
}

/** Undefined where there is nothing to compare. */
function test(row: Row, users: readonly TriedUser[], statistic: Statistic): Tested | undefined {
  const { all } = row;
  const own = new Set(membersOf(row.own));
  const others = all.filter((group) => !row.own.includes(group));
  const rest: Row = { own: others, all };
  const usersOf = (numbers: Iterable<number>) => [...numbers].flatMap((i) => users[i] ?? []);
  // Who is in several groups (tags) is compared with those who are not in this one.
  const outside = () => usersOf(membersOf(others).filter((i) => !own.has(i)));
  switch (statistic) {
    case 'failureToEnroll':
      return shares(failuresOf(usersOf(own)), failuresOf(outside()));
    case 'quality':
      return qualities(qualitiesOf(usersOf(own)), qualitiesOf(outside()));
    case 'verificationFmr':
      return weighted(pairsOf(row, 'verification'), pairsOf(rest, 'verification'));
    case 'duplicateFmr':
      return weighted(pairsOf(row, 'duplicates'), pairsOf(rest, 'duplicates'));
    case 'fnmr':
      return weighted(pairsOf(row, 'genuine'), pairsOf(rest, 'genuine'));
    case 'falseAlarms':
      return weighted(alarmsOf(row, 'any'), alarmsOf(rest, 'any'));
  }
}

function shares(one: Counted, other: Counted, effects = [1, 1]): Tested | undefined {
  if (one.of === 0 || other.of === 0) return undefined;
  const counts = [one, other].map(({ events, of }, i) => {
    const effect = effects[i] ?? 1;
    return { events: events / effect, of: of / effect };
  }) as [Counted, Counted];
  return {
    value: one.events / one.of,
    others: other.events / other.of,
    probability: shareTest(...counts),
  };
}

function weighted(one: Weighted, other: Weighted): Tested | undefined {
  return shares(one, other, [one.effect, other.effect]);
}

function qualities(one: readonly number[], other: readonly number[]): Tested | undefined {
  if (one.length === 0 || other.length === 0) return undefined;
  return { value: median(one), others: median(other), probability: rankTest(one, other) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((p, q) => p - q);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? 0) + (sorted[Math.ceil(at)] ?? 0)) / 2;
}
