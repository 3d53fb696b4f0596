import { describe, expect, it } from 'vitest';
import { fmrForFpir, similarityAt } from '../../src/domain/thresholds.js';
import { type AskedThreshold, matchThreshold } from '../../src/enroll/match-threshold.js';

const table = (measuredOn: string, shift: number) => ({
  measuredOn,
  table: [
    { fmr: 0.01, similarity: 0.5 + shift },
    { fmr: 0.0001, similarity: 0.6 + shift },
  ],
});
const pack = table('the pack', 0);
const collection = table('the collection', 0.1);

describe('the threshold of a match', () => {
  it('follows from the rate that is asked for and from the number of templates', () => {
    const one = matchThreshold({ pack }, { rate: 0.001 }, 1);
    expect(one).toMatchObject({ rate: 0.001, measuredOn: 'the pack' });
    expect(one?.similarity).toBeCloseTo(0.55, 10);
    const thousand = matchThreshold({ pack }, { rate: 0.001 }, 1000);
    expect(thousand?.similarity).toBe(similarityAt(pack, fmrForFpir(0.001, 1000)));
    expect(thousand?.similarity).toBeGreaterThan(0.69);
  });

  it('is taken from what was measured in the collection itself, where it was', () => {
    const found = matchThreshold({ collection, pack }, { rate: 0.001 }, 1);
    expect(found?.measuredOn).toBe('the collection');
    expect(found?.similarity).toBeCloseTo(0.65, 10);
    const told = matchThreshold({ collection, pack }, { similarity: 0.65 }, 1);
    expect(told?.measuredOn).toBe('the collection');
    expect(told?.rate).toBeCloseTo(0.001, 10);
  });

  it('that is told itself tells the rate it means', () => {
    for (const templates of [1, 20, 5000]) {
      const found = matchThreshold({ pack }, { rate: 0.002 }, templates);
      const told = matchThreshold({ pack }, { similarity: found?.similarity ?? 0 }, templates);
      expect(told?.rate).toBeCloseTo(0.002, 10);
    }
    // So low that everybody is above it.
    expect(matchThreshold({ pack }, { similarity: -1 }, 7)?.rate).toBe(1);
  });

  it('needs a table for a rate, and none for a similarity, which then means nothing', () => {
    expect(matchThreshold({}, { rate: 0.001 }, 10)).toBeUndefined();
    expect(matchThreshold({}, { similarity: 0.4 }, 10)).toEqual({ similarity: 0.4 });
  });

  it('tells whether the rate lies beyond those that were measured', () => {
    const extrapolated = (asked: AskedThreshold, templates: number) =>
      matchThreshold({ pack }, asked, templates)?.extrapolated;
    expect(extrapolated({ rate: 0.001 }, 1)).toBe(false);
    expect(extrapolated({ rate: 0.001 }, 5000)).toBe(true);
    expect(extrapolated({ similarity: 0.55 }, 5000)).toBe(false);
    expect(extrapolated({ similarity: 0.61 }, 1)).toBe(true);
  });

  it('is never so high that rounding would hide the same photo', () => {
    for (const tables of [{ pack }, {}]) {
      const found = matchThreshold(tables, { similarity: 1 }, 1)?.similarity;
      expect(found).toBeLessThan(1 - 5e-7);
      expect(found).toBeGreaterThan(0.99999);
    }
  });
});
