import { cosine, share } from '../domain/figures.js';
import type { MatchThreshold } from '../domain/identification.js';
import { printable } from '../domain/text.js';
import { wrapped } from './wrapped.js';

/**
 * A threshold and its meaning, in at most 80 columns, with the people it was measured on, since it
 * holds only for people who are as much alike.
 *
 * @param happens what the rate counts: 'a false alarm in {rate} searches'
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
  const people = `among people as alike as those it was measured on: ${printable(measuredOn)}`;
  const beyond = extrapolated ? ' The rate is extrapolated from those that were measured.' : '';
  return wrapped(`${where}: ${meaning}, ${people}.${beyond}`).join('\n');
}

/** The origin of a rate: "measured on our photos". */
export function source(measuredOn: string, extrapolated: boolean): string {
  return extrapolated
    ? `extrapolated beyond what was measured on ${printable(measuredOn)}`
    : `measured on ${printable(measuredOn)}`;
}
