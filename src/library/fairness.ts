import { measureFairness } from '../operations/fairness/measure-fairness.js';
import { FAIRNESS_OPTIONS, refuseNoReport } from '../operations/fairness/options.js';
import { withDefaults } from '../operations/options/row.js';
import { checked } from './arguments/checked.js';
import { fairnessOptions } from './arguments/options.js';
import { contextOf } from './caller.js';
import { galleryGiven } from './opened.js';
import type { FairnessOptions, Gallery, MeasuredFairness } from './types.js';

/**
 * Measures enrollment, quality and errors of groups of users, and tells where they differ. As
 * `faceenroll fairness`: a report to look at is written where `html` names one.
 *
 * @throws {FatalError} when nobody has such a column, nobody was tried, no group is large enough, or
 *   the file cannot be written; the signal's reason when it is aborted.
 */
export async function fairness(
  gallery: Gallery,
  given: FairnessOptions,
): Promise<MeasuredFairness> {
  const { signal, ...options } = checked('fairness', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    const read = fairnessOptions(given, place);
    if (read.by.length === 0) throw place.member('by').error('is empty: name a column');
    return read;
  });
  const input = { ...withDefaults(FAIRNESS_OPTIONS, options), by: options.by };
  refuseNoReport(input);
  return measureFairness(contextOf(gallery, { ...(signal && { signal }) }), input);
}
