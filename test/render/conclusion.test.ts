import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/domain/calibration.js';
import { Histogram } from '../../src/domain/histogram.js';
import type { CalibrationReport } from '../../src/render/calibration-report.js';
import { conclusion } from '../../src/render/conclusion.js';
import { histogramOfQuantiles, sphereQuantiles } from '../support/distributions.js';

const PACK = {
  measuredOn: '',
  table: [
    { fmr: 1e-2, similarity: 0.2 },
    { fmr: 1e-5, similarity: 0.3 },
  ],
};

/** Of 100 second photos it finds 95 above 0.2, and 50 above 0.3. */
const STRENGTH = {
  measuredOn: '500 photos of 100 people',
  table: [
    { fmr: 1e-2, tmr: 0.95 },
    { fmr: 1e-5, tmr: 0.5 },
  ],
};

/** What a report about 1,000 templates says with this threshold and this TMR. */
function conclusionOf(similarity: number, tmr: number | undefined, changes = {}): string {
  const similarities = {
    different: histogramOfQuantiles(sphereQuantiles(128), 1000),
    same: new Histogram(),
  };
  const calibration = calibrate(similarities, 1000, 0.001);
  const threshold = { ...calibration.threshold, similarity };
  const report: CalibrationReport = {
    ...{
      collection: 'default',
      encoder: 'e',
      pack: 'ours',
      packTable: PACK,
      packStrength: STRENGTH,
      users: 900,
    },
    ...{ templates: 1000, allPairs: 1000, pairs: 1000, genuinePairs: 100, sampled: false, seed: 1 },
    ...{
      exceptions: 0,
      similarities,
      calibration: { ...calibration, threshold, tmr },
      fpir: 0.001,
    },
    ...{ suspicion: undefined, suspects: [], stored: false, ...changes },
  };
  return conclusion(report);
}

describe('the conclusion of a calibration', () => {
  it.each([
    [0.5, 0.98, 'The pack ours is strong enough for a gallery of 1,000 templates: about 98% of'],
    [
      0.5,
      0.6,
      'The pack ours finds most of the duplicates, not all, for a gallery of 1,000 templates: about 60%',
    ],
    [0.5, 0.4, 'The pack ours is weak for a gallery of 1,000 templates: only about 40% of true'],
    [1, 0, 'The pack ours is too weak for a gallery of 1,000 templates: no similarity'],
    [
      0.2,
      undefined,
      'The pack ours is strong enough for a gallery of 1,000 templates: about 95 of 100',
    ],
    [
      0.25,
      undefined,
      'The pack ours finds most of the duplicates, not all, for a gallery of 1,000 templates: about 72 of 100',
    ],
  ])('with the threshold %f and the TMR %f begins: %s', (similarity, tmr, words) => {
    expect(conclusionOf(similarity, tmr).slice(0, words.length)).toBe(words);
  });

  it('names the photos on which the pack found so many', () => {
    expect(conclusionOf(0.25, undefined)).toContain('as on 500 photos of 100 people. (Fewer than');
  });

  it('says that it is unknown when there is nothing to compare with', () => {
    const unknown = { packTable: undefined, pack: 'OurEncoder' };
    expect(conclusionOf(0.5, undefined, unknown)).toMatch(
      /^Whether the pack OurEncoder is strong enough .* is unknown\. \(Fewer than 10 pairs/,
    );
  });
});
