import type { MatchThreshold } from '../domain/identification.js';
import { fpirForFmr } from '../domain/thresholds.js';
import {
  duplicateThreshold,
  namedThreshold,
  reachable,
  type ThresholdTables,
} from './duplicate-threshold.js';

/** The requested rate of false alarms (0 to 1, both exclusive), or the similarity itself. */
export type AskedThreshold = { readonly rate: number } | { readonly similarity: number };

/**
 * The threshold for comparing a face with `templates` templates. A rate needs a table: undefined
 * without one. A similarity needs none, but then its meaning is unknown.
 */
export function matchThreshold(
  tables: ThresholdTables,
  asked: AskedThreshold,
  templates: number,
): MatchThreshold | undefined {
  if ('rate' in asked) {
    const threshold = duplicateThreshold(tables, asked.rate, templates);
    if (!threshold) return undefined;
    const { similarity, measuredOn, extrapolated } = threshold;
    return { similarity, rate: asked.rate, measuredOn, extrapolated };
  }
  const threshold = namedThreshold(tables, asked.similarity);
  if (!threshold) return { similarity: reachable(asked.similarity) };
  const { fmr, ...named } = threshold;
  return { ...named, rate: fpirForFmr(fmr, templates) };
}
