import type { DuplicateSummary } from '../domain/duplicate-summary.js';
import { about, cosine, share } from '../domain/figures.js';
import { count } from '../domain/text.js';
import { source } from './threshold.js';
import { wrapped } from './wrapped.js';

/** How duplicates were searched for: without it, finding none says little. */
export function duplicateLines(duplicates: DuplicateSummary | null): readonly string[] {
  if (!duplicates) return [];
  if (!duplicates.checked) {
    return wrapped(
      'Duplicates, swapped photos and photos that disagree were not looked for: nobody has measured what similarities of this encoder mean. "faceenroll calibrate --store" does, once some people are enrolled.',
    );
  }
  const { similarity, fpir, photos, expectedFalseAlarms, measuredOn, extrapolated } = duplicates;
  const faces = `Duplicates are faces with a similarity of ${cosine(similarity)} or more`;
  const alarms = `a false alarm for ${share(fpir)} photos`;
  const expected = `${about(expectedFalseAlarms, 'false alarm')} among ${count(photos, 'photo')}`;
  return wrapped(`${faces}: ${alarms}, so ${expected}; ${source(measuredOn, extrapolated)}.`);
}
