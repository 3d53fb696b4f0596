import { logGamma, normalTails } from './distributions.js';

/** Something that was counted: how often, of how many trials. */
export interface Counted {
  readonly events: number;
  readonly of: number;
}

/**
 * The probability that two shares differ as much by chance: the exact test of R. A. Fisher, twice
 * the smaller tail. Numbers need not be whole: rounded, effective numbers of dependent trials are
 * tested as by J. N. K. Rao and A. J. Scott, "A Simple Method for the Analysis of Clustered Binary
 * Data", Biometrics 48 (1992).
 */
export function shareTest(one: Counted, other: Counted): number {
  const [n1, n2] = [Math.round(one.of), Math.round(other.of)];
  const [k1, k2] = [Math.min(n1, Math.round(one.events)), Math.min(n2, Math.round(other.events))];
  if (n1 === 0 || n2 === 0) return 1;
  // The tail of the group with the lower share is the same as the other's upper one.
  const tail =
    k1 / n1 <= k2 / n2
      ? lowerTail({ k: k1, n1, n2, all: k1 + k2 })
      : lowerTail({ k: k2, n1: n2, n2: n1, all: k1 + k2 });
  return Math.min(1, 2 * tail);
}

/** The hypergeometric probability of `k` or fewer of `all` events among the first n1 of n1 + n2. */
function lowerTail({ k, n1, n2, all }: { k: number; n1: number; n2: number; all: number }): number {
  let term = Math.exp(logChoose(n1, k) + logChoose(n2, all - k) - logChoose(n1 + n2, all));
  let sum = term;
  for (let x = k; x > Math.max(0, all - n2); x -= 1) {
    term *= (x * (n2 - all + x)) / ((n1 - x + 1) * (all - x + 1));
    sum += term;
    if (term < sum * 1e-16) break;
  }
  return sum;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/**
 * The probability that values of two groups lie apart as much by chance: the rank test of H. B. Mann
 * and D. R. Whitney (1947) with the correction for ties. Asks nothing of how values are distributed.
 */
export function rankTest(one: readonly number[], other: readonly number[]): number {
  const [n1, n2] = [one.length, other.length];
  const total = n1 + n2;
  if (n1 === 0 || n2 === 0) return 1;
  const sorted = [
    ...one.map((value) => ({ value, first: true })),
    ...other.map((value) => ({ value, first: false })),
  ].sort((p, q) => p.value - q.value);
  let [ranks, ties] = [0, 0];
  for (let at = 0; at < total; ) {
    let end = at;
    let own = 0;
    for (; end < total && sorted[end]?.value === sorted[at]?.value; end += 1) {
      if (sorted[end]?.first) own += 1;
    }
    ranks += (own * (at + 1 + end)) / 2;
    ties += (end - at) ** 3 - (end - at);
    at = end;
  }
  const distance = Math.abs(ranks - (n1 * (n1 + 1)) / 2 - (n1 * n2) / 2);
  const variance = ((n1 * n2) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance <= 0) return 1;
  return normalTails(Math.max(0, distance - 0.5) / Math.sqrt(variance));
}

/**
 * Probabilities as they count when so many were looked at: S. Holm, "A Simple Sequentially Rejective
 * Multiple Test Procedure", Scand. J. Statist. 6 (1979). With those below 0.05, a report without any
 * real difference claims one in 5% of the reports at most, however its comparisons hang together.
 */
export function holm(probabilities: readonly number[]): readonly number[] {
  const order = probabilities.map((_, i) => i);
  order.sort((p, q) => (probabilities[p] ?? 1) - (probabilities[q] ?? 1));
  const adjusted = probabilities.map(() => 1);
  let least = 0;
  order.forEach((at, rank) => {
    const own = (probabilities[at] ?? 1) * (probabilities.length - rank);
    least = Math.min(1, Math.max(least, own));
    adjusted[at] = least;
  });
  return adjusted;
}
