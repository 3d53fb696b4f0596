import { fmrAt, fpirForFmr } from '../domain/thresholds.js';
import { duplicateThreshold, reachable, type ThresholdTables } from './duplicate-threshold.js';

/**
 * With a table that was not measured on the collection's own people, a match is certain at this
 * false match rate of one comparison, or a rarer one. Nobody reviews automatic templates, and a
 * wrong one attracts others; rates of another population may be off by tens.
 */
export const SURE_FMR = 1e-5;

/** What decides when a match is certain. */
export interface AskedSureness {
  /** The explicit rate of false alarms of a search, 0 to 1. */
  readonly rate?: number | undefined;
  /** The rate of the plain threshold. */
  readonly fpir: number;
  /** The plain threshold, cosine: a certain match is at least that similar. */
  readonly least: number;
}

/** The similarity from which a match is certain, or why there is none. */
export type SureThreshold =
  | { readonly kind: 'sure'; readonly similarity: number }
  /** The meaning of similarities was never measured. */
  | { readonly kind: 'unknown' }
  /** By the pack's table, different people may be as similar as one picture is to itself. */
  | { readonly kind: 'never' }
  /**
   * The rate would be `fmr`, above `SURE_FMR`; `most` is the highest sufficient rate of a search.
   */
  | { readonly kind: 'tooLax'; readonly fmr: number; readonly most: number };

/**
 * The threshold of `identify --auto-enroll` among `templates` templates. Its default rate is a
 * tenth of that of the plain threshold; if the collection has no table of its own, it is also at
 * most `SURE_FMR`.
 */
export function sureThreshold(
  tables: ThresholdTables,
  { rate, fpir, least }: AskedSureness,
  templates: number,
): SureThreshold {
  const most = fpirForFmr(SURE_FMR, templates);
  const usual = tables.collection ? fpir / 10 : Math.min(fpir / 10, most);
  const threshold = duplicateThreshold(tables, rate ?? usual, templates);
  if (!threshold) return { kind: 'unknown' };
  const similarity = Math.max(threshold.similarity, least);
  if (tables.collection || !tables.pack) return { kind: 'sure', similarity };
  const isTooLax = (fmr: number): boolean => fmr > SURE_FMR * (1 + ROUNDING);
  const fmr = fmrAt(tables.pack, similarity);
  if (!isTooLax(fmr)) return { kind: 'sure', similarity };
  return isTooLax(fmrAt(tables.pack, reachable(1)))
    ? { kind: 'never' }
    : { kind: 'tooLax', fmr, most };
}

/** Allows for rounding when a rate is converted to a similarity and back. */
const ROUNDING = 1e-6;
