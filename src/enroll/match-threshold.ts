import type { MatchThreshold } from '../domain/identification.js';
import { type FmrTable, fmrAt } from '../domain/thresholds.js';
import { duplicateThreshold } from './duplicate-threshold.js';

/** What the operator asks for: a rate of false alarms (0 to 1, neither), or the similarity itself. */
export type AskedThreshold = { readonly rate: number } | { readonly similarity: number };

/**
 * The threshold for comparing a face with `templates` templates. A rate needs a table;
 * undefined when there is none. A similarity needs none: then it is not known what it means.
 */
export function matchThreshold(
  tables: { readonly collection?: FmrTable | undefined; readonly pack?: FmrTable | undefined },
  asked: AskedThreshold,
  templates: number,
): MatchThreshold | undefined {
  if ('rate' in asked) {
    const threshold = duplicateThreshold(tables, asked.rate, templates);
    if (!threshold) return undefined;
    const { similarity, measuredOn } = threshold;
    return { similarity, rate: asked.rate, measuredOn };
  }
  const { similarity } = asked;
  const table = tables.collection ?? tables.pack;
  if (!table) return { similarity };
  const rate = rateOfAny(fmrAt(table, similarity), templates);
  return { similarity, rate, measuredOn: table.measuredOn };
}

/** The inverse of `fmrForFpir`: the probability that one of so many independent comparisons is a false match. */
function rateOfAny(fmr: number, comparisons: number): number {
  return -Math.expm1(Math.log1p(-fmr) * Math.max(1, comparisons));
}
