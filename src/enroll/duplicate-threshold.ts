import type { DuplicateThreshold } from '../domain/duplicates.js';
import { cosine } from '../domain/figures.js';
import { count, number } from '../domain/text.js';
import {
  type FmrTable,
  fmrAt,
  fmrForFpir,
  fpirForFmr,
  isExtrapolated,
  similarityAt,
} from '../domain/thresholds.js';

/** The tables that give similarities a meaning; the collection's own takes precedence. */
export interface ThresholdTables {
  /** As `calibrate` measured it in the collection. */
  readonly collection?: FmrTable | undefined;
  /** As shipped with the model pack. */
  readonly pack?: FmrTable | undefined;
}

/**
 * Templates of the same picture reach at least this: in float32, a unit vector's product with
 * itself is off by a few 1e-7. No threshold is higher, or it would miss them.
 */
const SAME_PICTURE = 1 - 1e-6;

/** From this rate on, "one in N" says less than per cent. */
const HIGH_RATE = 0.1;

/**
 * The similarity from which two faces are taken for one person's, so that a share `fpir` (0 to 1,
 * both exclusive) of the faces raises a false alarm among `size` templates of other people.
 * Undefined without a table.
 */
export function duplicateThreshold(
  { collection, pack }: ThresholdTables,
  fpir: number,
  size: number,
): DuplicateThreshold | undefined {
  const table = collection ?? pack;
  if (!table) return undefined;
  const fmr = fmrForFpir(fpir, size);
  return thresholdIn(table, reachable(similarityAt(table, fmr)), fmr);
}

/** A similarity (-1 to 1) set by the operator, with its meaning; undefined without a table. */
export function namedThreshold(
  { collection, pack }: ThresholdTables,
  similarity: number,
): DuplicateThreshold | undefined {
  const table = collection ?? pack;
  return table && thresholdIn(table, reachable(similarity), fmrAt(table, similarity));
}

/** The similarity to compare with: allows for the rounding of two templates of one picture. */
export function reachable(similarity: number): number {
  return Math.min(similarity, SAME_PICTURE);
}

function thresholdIn(table: FmrTable, similarity: number, fmr: number): DuplicateThreshold {
  const { measuredOn } = table;
  return { similarity, fmr, measuredOn, extrapolated: isExtrapolated(table, fmr) };
}

/** What a threshold means in a gallery of `size` templates, for people. No full stop. */
export function thresholdSentence(threshold: DuplicateThreshold, size: number): string {
  return `similarity ${cosine(threshold.similarity)} (${thresholdMeaning(threshold, size)})`;
}

/** The same without the similarity itself. */
export function thresholdMeaning(threshold: DuplicateThreshold, size: number): string {
  const { similarity, fmr, measuredOn, extrapolated } = threshold;
  const alarms = `a false alarm for ${shareOfFaces(fpirForFmr(fmr, size))} in a gallery of ${count(size, 'template')}`;
  const only = similarity >= SAME_PICTURE ? 'nothing but the same picture; ' : '';
  const source = extrapolated
    ? `extrapolated: an FMR of ${fmr.toPrecision(2)} is beyond what was measured on ${measuredOn}`
    : `measured on ${measuredOn}`;
  return `${only}${alarms}; ${source}`;
}

function shareOfFaces(rate: number): string {
  if (rate > 0.995) return 'nearly every face';
  if (rate >= HIGH_RATE) return `${Math.round(rate * 100)}% of the faces`;
  return `one in ${number(Number((1 / rate).toPrecision(3)))} faces`;
}
