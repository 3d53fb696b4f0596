import type { Calibration, Similarities } from './calibration.js';
import { OUTLIERS, tailEnd } from './tail.js';
import { type FmrTable, similarityAt } from './thresholds.js';

/** Pairs of different users that are too similar, or too many so similar, to be chance. */
export interface Suspicion {
  /** Pairs above this similarity are suspicious. */
  readonly similarity: number;
  /** How many there are, and how many chance would give. */
  readonly pairs: number;
  readonly expected: number;
}

/** Only above the similarity of this rate in the pack's own table a pair is suspicious. */
const SUSPICIOUS_FMR = 1e-6;

/** More than so many standard deviations above what is expected, a count is no chance. */
const DEVIATIONS = 3;

/**
 * Probable duplicates: more pairs above the similarity that the pack has for an FMR of 1e-6
 * than that rate gives, or any beyond the end of the gallery's own tail.
 *
 * @returns undefined when all can be chance
 */
export function suspicion(
  { different }: Similarities,
  { tail }: Calibration,
  pack: FmrTable | undefined,
): Suspicion | undefined {
  const total = different.total;
  const far = pack ? similarityAt(pack, SUSPICIOUS_FMR) : -1;
  const expected = pack ? SUSPICIOUS_FMR * total : total;
  const many = { similarity: far, pairs: Math.round(different.above(far)), expected };
  if (many.pairs > expected + DEVIATIONS * Math.sqrt(expected)) return many;
  const end = Math.max(far, tailEnd(tail, total));
  const beyond = Math.round(different.above(end));
  return beyond === 0 ? undefined : { similarity: end, pairs: beyond, expected: OUTLIERS };
}
