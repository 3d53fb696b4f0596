import { fmrAt, fpirForFmr } from '../domain/thresholds.js';
import { duplicateThreshold, reachable, type ThresholdTables } from './duplicate-threshold.js';

/**
 * By a table that was not measured on the collection's own people a match is sure at this
 * false match rate of one comparison, or a rarer one. Nobody looks at what is added by itself,
 * and a wrong template draws others after it; rates of another crowd may be off by tens.
 */
export const SURE_FMR = 1e-5;

/** What decides when a match is sure. */
export interface AskedSureness {
  /** The rate of false alarms of a search that was named for it, 0 to 1. */
  readonly rate?: number | undefined;
  /** That of the plain threshold. */
  readonly fpir: number;
  /** The plain threshold, cosine: a sure match is at least so similar. */
  readonly least: number;
}

/** From which similarity on a match is sure; or why no such similarity follows. */
export type SureThreshold =
  | { readonly kind: 'sure'; readonly similarity: number }
  /** Nobody has measured what similarities mean. */
  | { readonly kind: 'unknown' }
  /** By the pack's table two pictures of different people may be as similar as one is to itself. */
  | { readonly kind: 'never' }
  /** It would be `fmr`, more than `SURE_FMR`; `most` is the highest rate of a search that would do. */
  | { readonly kind: 'tooLax'; readonly fmr: number; readonly most: number };

/**
 * The threshold of `identify --auto-enroll` among `templates` templates. Unless a rate is
 * named it is a tenth of that of the plain threshold; where the collection has no table of
 * its own, it is as rare as `SURE_FMR` asks for, too.
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

/** From a rate to a similarity and back. */
const ROUNDING = 1e-6;
