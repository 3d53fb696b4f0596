import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/domain/calibration.js';
import { Histogram } from '../../src/domain/histogram.js';
import { suspicion } from '../../src/domain/suspicion.js';
import { histogramOfQuantiles, sphereQuantiles } from '../support/distributions.js';

const exact = sphereQuantiles(128);

/** A pack whose similarities are those of the distribution itself. */
const PACK = {
  measuredOn: '',
  table: [1e-3, 1e-6].map((fmr) => ({ fmr, similarity: exact(fmr) })),
};

/** Of a million pairs of chance, and others of these similarities. */
function suspicionOf(others: readonly number[], pack: typeof PACK | undefined) {
  const different = histogramOfQuantiles(exact, 1_000_000);
  for (const similarity of others) different.add(similarity);
  const similarities = { different, same: new Histogram() };
  return suspicion(similarities, calibrate(similarities, 1000, 0.001), pack);
}

describe('probable duplicates', () => {
  it('are pairs above the 1e-6 of the pack, when there are more than chance gives', () => {
    const [few, many] = [1, 6].map((count) => Array(count).fill(exact(5e-7)));
    expect(suspicionOf([], PACK)).toBe(undefined);
    expect(suspicionOf(few ?? [], PACK)).toBe(undefined);
    const found = suspicionOf(many ?? [], PACK);
    expect(found?.similarity).toBeCloseTo(exact(1e-6), 5);
    expect(found?.expected).toBeCloseTo(1, 3);
    expect(found?.pairs).toBeGreaterThanOrEqual(6);
  });

  it.each([PACK, undefined])('are those beyond the end of the own tail (pack: %j)', (pack) => {
    expect(suspicionOf([], pack)).toBe(undefined);
    const found = suspicionOf([0.9], pack);
    expect(found).toMatchObject({ pairs: 1, expected: 0.01 });
    expect(found?.similarity).toBeGreaterThan(exact(1e-7));
  });

  it('are none beyond the own tail that the pack finds usual', () => {
    const [first, last] = [0.8, 0.95].map((similarity, i) => ({
      fmr: i ? 1e-6 : 1e-3,
      similarity,
    }));
    const lax = { measuredOn: '', table: [first, last] as typeof PACK.table };
    expect(suspicionOf([0.9], lax)).toBe(undefined);
  });
});
