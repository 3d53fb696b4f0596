import { FatalError } from './fatal-error.js';
import { fitTail } from './fit-tail.js';
import type { Histogram } from './histogram.js';
import { type Tail, tailSimilarity } from './tail.js';
import {
  type Basis,
  type FmrTable,
  fmrForFpir,
  isExtrapolated,
  similarityAt,
  type Threshold,
} from './thresholds.js';

/** A row of a gallery's own table, or a threshold read from it. */
export interface CalibratedThreshold extends Threshold {
  readonly basis: Basis;
}

export interface Similarities {
  /** Of pairs of templates of different users. */
  readonly different: Histogram;
  /** Of pairs of templates of one user. */
  readonly same: Histogram;
}

/** What the similarities of a gallery mean, and the threshold that follows for searches in it. */
export interface Calibration {
  readonly tail: Tail;
  /** From FMR 0.1 down in powers of ten; similarities rise and stay below 1. */
  readonly table: readonly CalibratedThreshold[];
  /** For the requested rate of false alarms; a similarity of 1 if there is none. */
  readonly threshold: CalibratedThreshold;
  /** Share of the pairs of one user above the threshold; undefined if there are too few. */
  readonly tmr: number | undefined;
}

/**
 * Pairs that must lie above a similarity for its rate to be measured: the standard deviation of a
 * count of 10 is a third of it, little compared with the powers of ten between rates.
 */
const LEAST_ABOVE = 10;

/** With fewer pairs of one user, a TMR is chance. */
export const LEAST_GENUINE = 10;

/** A table extends at least to 10^-6, as the tables of packs do. */
const LEAST_TENS = 6;

/**
 * Pairs of different users that are needed: those of 15 users. With fewer, not even an FMR of 0.1
 * can be measured.
 */
export const LEAST_PAIRS = LEAST_ABOVE / 0.1;

/**
 * What the similarities of at least `LEAST_PAIRS` pairs mean for a gallery of `gallerySize`
 * templates if a search may give a false alarm with probability `fpir`.
 *
 * @param pack the encoder's own table: if the gallery's people are at least as much alike as those
 *   of that table, extrapolated similarities are not below it
 * @throws {FatalError} if they are so much alike that similarities mean nothing.
 */
export function calibrate(
  { different, same }: Similarities,
  gallerySize: number,
  fpir: number,
  pack?: FmrTable,
): Calibration {
  const tail = fitTail(different);
  const fmr = fmrForFpir(fpir, gallerySize);
  const tens = Math.max(LEAST_TENS, Math.ceil(-Math.log10(fmr)));
  const table = tableOf(different, tail, tens, pack);
  if (table.length < 2) {
    throw new FatalError(
      'the templates of different users are so much alike that no similarity means anything: look at their photos ("faceenroll duplicates scan" lists those that are the same)',
    );
  }
  const found = { measuredOn: '', table };
  const similarity = similarityAt(found, fmr);
  // Same rule as in searches: between two rows, both count.
  const basis = isExtrapolated(found, fmr) ? 'extrapolated' : 'measured';
  const genuine = same.total;
  return {
    tail,
    table,
    threshold: { fmr, similarity, basis },
    tmr: genuine < LEAST_GENUINE ? undefined : same.above(similarity) / genuine,
  };
}

function tableOf(
  different: Histogram,
  tail: Tail,
  tens: number,
  pack: FmrTable | undefined,
): readonly CalibratedThreshold[] {
  const pairs = different.total;
  const rows: CalibratedThreshold[] = [];
  let measured: Threshold | undefined;
  for (let n = 1; n <= tens; n += 1) {
    const fmr = Number(`1e-${n}`);
    if (isMeasured(fmr, pairs)) {
      measured = { fmr, similarity: different.similarityAbove(fmr * pairs) };
      rows.push({ ...measured, basis: 'measured' });
    } else {
      const own = beyond(tail, fmr, measured);
      const similarity = Math.max(own, leastBeyond(fmr, measured, pack));
      rows.push({ fmr, similarity, basis: 'extrapolated' });
    }
  }
  // Beyond 1 there is nothing to compare, and equal rows would give one similarity two rates.
  return rows.filter(
    ({ similarity }, i) => similarity < 1 && similarity > (rows[i - 1]?.similarity ?? -2),
  );
}

/**
 * The tail's similarity at a rate. If the last measured rate lies in the tail, the curve continues
 * from there: the table keeps rising, and a small misfit makes no step.
 */
function beyond(tail: Tail, fmr: number, measured: Threshold | undefined): number {
  const similarity = tailSimilarity(tail, fmr);
  if (!measured || measured.fmr > tail.share) return similarity;
  return similarity + measured.similarity - tailSimilarity(tail, measured.fmr);
}

/**
 * The pack's similarity as a lower bound, if the gallery's people are measurably at least as much
 * alike as those of the pack's table: a tail fitted to a few hundred pairs may end too soon, and
 * its end decides about rare rates.
 */
function leastBeyond(fmr: number, measured: Threshold | undefined, pack?: FmrTable): number {
  if (!pack || !measured) return -1;
  const areAlike = measured.similarity >= similarityAt(pack, measured.fmr);
  return areAlike ? similarityAt(pack, fmr) : -1;
}

function isMeasured(fmr: number, pairs: number): boolean {
  return fmr * pairs >= LEAST_ABOVE;
}
