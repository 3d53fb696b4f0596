import { betaQuantile, betaShare, studentQuantile } from './distributions.js';

/** What a value is between, with a confidence of 95%. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The share of intervals that hold the true value. */
const CONFIDENCE = 0.95;

const TAIL = (1 - CONFIDENCE) / 2;

/** The normal distribution's quantile for `CONFIDENCE`. */
const Z = 1.959963984540054;

/**
 * The interval of a share of users: E. B. Wilson, "Probable Inference, the Law of Succession, and
 * Statistical Inference", JASA 22 (1927). Holds for few users and for none among them, too.
 */
export function wilson(events: number, of: number): Interval {
  const p = events / of;
  const square = Z * Z;
  const middle = (p + square / (2 * of)) / (1 + square / of);
  const half = (Z / (1 + square / of)) * Math.sqrt((p * (1 - p)) / of + square / (4 * of * of));
  return {
    low: events === 0 ? 0 : Math.max(0, middle - half),
    high: events === of ? 1 : Math.min(1, middle + half),
  };
}

/**
 * The interval of a share of trials that need not be whole numbers: C. J. Clopper and E. S. Pearson,
 * "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial", Biometrika 26
 * (1934), taken to the effective number of trials as by E. L. Korn and B. I. Graubard, "Confidence
 * Intervals for Proportions with Small Expected Number of Positive Counts Estimated from Survey
 * Data", Survey Methodology 24 (1998). Of no events the upper limit is 3.7 of the trials.
 */
export function clopperPearson(events: number, of: number): Interval {
  const low = events <= 0 ? 0 : betaQuantile(TAIL, events, of - events + 1);
  const high = events >= of ? 1 : betaQuantile(1 - TAIL, events + 1, of - events);
  return { low, high };
}

/** By how much a number of trials counts less since their variance was estimated from few users. */
export function smallSample(users: number): number {
  return users < 2 ? 0 : (Z / studentQuantile(1 - TAIL, users - 1)) ** 2;
}

/** Mean and median of a value that each user has, with their intervals. */
export interface Average {
  readonly users: number;
  readonly mean: number;
  readonly meanInterval: Interval;
  readonly median: number;
  readonly medianInterval: Interval;
}

/**
 * Of two values or more; by Student's t, and for the median by the ranks of the binomial distribution.
 * Fewer than six values lie around the median less often than an interval should: their range is told.
 */
export function average(values: readonly number[]): Average | null {
  const users = values.length;
  if (users < 2) return null;
  const sorted = [...values].sort((p, q) => p - q);
  const mean = values.reduce((sum, value) => sum + value, 0) / users;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (users - 1);
  const half = studentQuantile(1 - TAIL, users - 1) * Math.sqrt(variance / users);
  const at = (rank: number) => sorted[rank] ?? mean;
  const cut = ranksOutside(users);
  return {
    users,
    mean,
    meanInterval: { low: mean - half, high: mean + half },
    median: (at(Math.floor((users - 1) / 2)) + at(Math.floor(users / 2))) / 2,
    medianInterval: { low: at(cut), high: at(users - 1 - cut) },
  };
}

/** How many of the sorted values lie outside the median's interval, at either end. */
function ranksOutside(users: number): number {
  // P(binomial of 1/2 <= k) is 1 - I_0.5(k + 1, users - k).
  const isRare = (k: number) => 1 - betaShare(0.5, k + 1, users - k) <= TAIL;
  let [low, high] = [0, Math.floor((users - 1) / 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isRare(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
