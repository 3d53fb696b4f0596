import { describe, expect, it } from 'vitest';
import { fmrForFpir, similarityAt } from '../../src/domain/thresholds.js';
import {
  duplicateThreshold,
  namedThreshold,
  thresholdSentence,
} from '../../src/enroll/duplicate-threshold.js';

const PACK = {
  measuredOn: 'many photos',
  table: [
    { fmr: 1e-2, similarity: 0.3 },
    { fmr: 1e-4, similarity: 0.5 },
  ],
};
const COLLECTION = {
  measuredOn: 'our photos',
  table: [
    { fmr: 1e-2, similarity: 0.4 },
    { fmr: 1e-4, similarity: 0.6 },
  ],
};

describe('the threshold for duplicates', () => {
  it('follows from the rate of false alarms and the size of the gallery', () => {
    expect(duplicateThreshold({ pack: PACK }, 0.1, 1000)).toEqual({
      similarity: similarityAt(PACK, fmrForFpir(0.1, 1000)),
      fmr: fmrForFpir(0.1, 1000),
      measuredOn: 'many photos',
      extrapolated: false,
    });
  });

  it("comes from the collection's own table where there is one", () => {
    const threshold = duplicateThreshold({ collection: COLLECTION, pack: PACK }, 0.001, 1);
    expect(threshold).toMatchObject({ measuredOn: 'our photos' });
    expect(threshold?.similarity).toBeCloseTo(0.5, 10);
  });

  it('is not known where there is no table', () => {
    expect(duplicateThreshold({}, 0.001, 1000)).toBeUndefined();
    expect(namedThreshold({}, 0.5)).toBeUndefined();
  });

  it.each([
    [0.001, 10, false],
    [0.001, 11, true],
    [0.02, 1, true],
  ])('of a rate of %d among %i is extrapolated: %s', (fpir, size, extrapolated) => {
    expect(duplicateThreshold({ pack: PACK }, fpir, size)?.extrapolated).toBe(extrapolated);
  });

  it('is extrapolated below what was measured, however far the table goes on', () => {
    const [first, last] = COLLECTION.table as [(typeof PACK.table)[0], (typeof PACK.table)[0]];
    const table = [
      { ...first, basis: 'measured' as const },
      { ...last, basis: 'extrapolated' as const },
    ];
    const tables = { collection: { ...COLLECTION, table } };
    expect(duplicateThreshold(tables, 0.001, 1)?.extrapolated).toBe(true);
    expect(duplicateThreshold(tables, 0.01, 1)?.extrapolated).toBe(false);
    expect(namedThreshold(tables, 0.5)?.extrapolated).toBe(true);
  });

  it('that is named says what it means', () => {
    const threshold = namedThreshold({ pack: PACK }, 0.4);
    expect(threshold).toMatchObject({ similarity: 0.4, extrapolated: false });
    expect(threshold?.fmr).toBeCloseTo(1e-3, 10);
  });

  it('is never so high that rounding would hide the same picture', () => {
    const embedding = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i));
    const length = Math.hypot(...embedding);
    const unit = embedding.map((value) => value / length);
    const itself = unit.reduce((sum, value) => sum + value * value, 0);
    for (const threshold of [
      duplicateThreshold({ pack: PACK }, 1e-6, 1e6),
      namedThreshold({ pack: PACK }, 1),
    ]) {
      expect(threshold?.similarity).toBeLessThan(itself);
      expect(threshold?.similarity).toBeGreaterThan(0.99999);
    }
  });
});

describe('the sentence about a threshold', () => {
  function sentence(fpir: number, size: number): string | undefined {
    const threshold = duplicateThreshold({ pack: PACK }, fpir, size);
    return threshold && thresholdSentence(threshold, size);
  }

  it('tells what it means, and on what it was measured', () => {
    expect(sentence(0.001, 1)).toBe(
      'similarity 0.4000 (a false alarm for one in 1,000 faces in a gallery of 1 template; measured on many photos)',
    );
  });

  it('says so when the rate lies beyond what was measured', () => {
    expect(sentence(0.001, 1478)).toMatch(
      /^similarity 0\.7\d{3} \(a false alarm for one in 1,000 faces in a gallery of 1,478 templates; extrapolated: an FMR of 6\.8e-7 is beyond what was measured on many photos\)$/,
    );
  });

  it('says so when nothing but the same picture reaches it', () => {
    expect(sentence(1e-6, 1e6)).toContain('nothing but the same picture');
  });

  it.each([
    [0.25, '25% of the faces'],
    [0.999, 'nearly every face'],
    [0.0123, 'one in 81.3 faces'],
  ])('tells a share of %d as "%s"', (fpir, text) => {
    expect(sentence(fpir, 100)).toContain(`a false alarm for ${text} in`);
  });
});
