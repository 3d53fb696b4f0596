import { clopperPearson, type Interval, smallSample, wilson } from './intervals.js';
import type { Counted } from './tests.js';

/** A share with its interval. */
export interface Rate extends Counted {
  /** null where nothing was tried. */
  readonly rate: number | null;
  readonly interval: Interval;
  /** As many independent trials say as much. */
  readonly effective: number;
}

/** Trials of which some have a user in common, of one group. */
export interface Dependent extends Counted {
  readonly users: number;
  /** Pairs of trials that have a user in common, */
  readonly sharing: number;
  /** and those of them in which both are events. */
  readonly bothEvents: number;
}

/** Of independent users. */
export function rateOfUsers({ events, of }: Counted): Rate {
  const interval = of === 0 ? UNKNOWN : wilson(events, of);
  return { events, of, rate: of === 0 ? null : events / of, interval, effective: of };
}

/** Of trials that count as `effect` times fewer, by so many users. */
export function rateOfTrials({ events, of }: Counted, effect: number, users: number): Rate {
  if (of === 0) return { events, of, rate: null, interval: UNKNOWN, effective: 0 };
  const effective = of / effect;
  const trials = effective * smallSample(users);
  const interval = clopperPearson((events / of) * trials, trials);
  return { events, of, rate: events / of, interval, effective };
}

/** Nothing is known of a share of nothing. */
const UNKNOWN: Interval = { low: 0, high: 1 };

/**
 * How much alike two trials are that share a user: the correlation, from the pairs of such trials in
 * which both are events. Two comparisons with one person are no independent trials; the variance of
 * such a mean is that of a U-statistic (W. Hoeffding, 1948), and for pairs the dyadic one (P. Aronow,
 * C. Samii and V. Assenova, "Cluster-Robust Variance Estimation for Dyadic Data", Political Analysis
 * 23, 2015), here written with the correlation. Few events show little of it: one more pair is
 * assumed than was seen. Without any event it is unknown, and `most` is taken.
 */
export function correlation(trials: readonly Dependent[], most: number, assumed: 0 | 1): number {
  let [both, by] = [assumed as number, 0];
  for (const { events, of, sharing, bothEvents } of trials) {
    if (of === 0) continue;
    // Each group by its own rate: that rates differ is no dependence.
    const p = events / of;
    both += bothEvents - p * p * sharing;
    by += p * (1 - p) * sharing;
  }
  if (sum(trials, 'sharing') === 0) return 0;
  return by === 0 ? most : Math.min(most, Math.max(0, both / by));
}

/**
 * By how much the variance is larger than that of as many independent trials, for a row of the report
 * that is made of groups. The correlation is that of these groups, or of all of them where that is
 * larger: a small group seldom shows its own.
 */
export function effectOf(
  row: readonly Dependent[],
  all: readonly Dependent[],
  most: number,
): number {
  const known = row.some(({ events }) => events > 0) ? correlation(row, most, 0) : 0;
  const shared = Math.max(known, correlation(all, most, 1));
  const of = sum(row, 'of');
  return of === 0 ? 1 : 1 + (2 * shared * sum(row, 'sharing')) / of;
}

/** Two pairs that share one of their two users are half the one and half the other at most. */
export const MOST_OF_PAIRS = 0.5;

/** Two comparisons of the photos of one user may always end alike. */
export const MOST_OF_USERS = 1;

function sum(trials: readonly Dependent[], of: keyof Dependent): number {
  return trials.reduce((total, one) => total + one[of], 0);
}
