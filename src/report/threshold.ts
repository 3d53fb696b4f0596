import type { MatchThreshold } from '../domain/identification.js';
import { printable } from '../domain/text.js';
import { cosine, share } from './figures.js';
import { wrapped } from './wrapped.js';

/**
 * A threshold and what it means, in at most 80 columns. `happens` says of what the rate is:
 * 'a false alarm in {rate} searches'.
 */
export function thresholdText(
  { similarity, rate, measuredOn, extrapolated = false }: MatchThreshold,
  happens: string,
): string {
  const where = `Threshold ${cosine(similarity)}`;
  if (rate === undefined || measuredOn === undefined) {
    return wrapped(`${where}; what it means was not measured.`).join('\n');
  }
  const meaning = happens.replace('{rate}', share(rate));
  return wrapped(`${where}: ${meaning}; ${source(measuredOn, extrapolated)}.`).join('\n');
}

/** Where a rate is known from: "measured on our photos". */
export function source(measuredOn: string, extrapolated: boolean): string {
  return extrapolated
    ? `extrapolated beyond what was measured on ${printable(measuredOn)}`
    : `measured on ${printable(measuredOn)}`;
}
