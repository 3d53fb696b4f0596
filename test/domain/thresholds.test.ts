import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fmrAt,
  fmrForFpir,
  fpirForFmr,
  isExtrapolated,
  measuredTo,
  similarityAt,
} from '../../src/domain/thresholds.js';

const TABLE = {
  measuredOn: 'a test',
  table: [
    { fmr: 1e-2, similarity: 0.3 },
    { fmr: 1e-3, similarity: 0.4 },
    { fmr: 1e-5, similarity: 0.5 },
  ],
};

describe('the similarity at a false match rate', () => {
  it.each([
    [1e-2, 0.3],
    [1e-3, 0.4],
    [1e-4, 0.45],
    [1e-5, 0.5],
    [1e-7, 0.6],
    [1e-1, 0.2],
  ])('of %f is %f: linear in the logarithm, beyond the table, too', (fmr, similarity) => {
    expect(similarityAt(TABLE, fmr)).toBeCloseTo(similarity, 10);
  });

  it('is never above 1', () => {
    expect(similarityAt(TABLE, 1e-40)).toBe(1);
  });

  it('rises as the rate falls, and is the inverse of the rate at a similarity', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: -0.5, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (exponent, step) => {
          const [high, low] = [10 ** exponent, 10 ** (exponent - step)];
          expect(similarityAt(TABLE, low)).toBeGreaterThan(similarityAt(TABLE, high));
          expect(Math.log10(fmrAt(TABLE, similarityAt(TABLE, high)))).toBeCloseTo(exponent, 6);
        },
      ),
    );
  });
});

describe('the false match rate for a rate of false alarms', () => {
  it.each([
    [0.001, 1, 0.001],
    [0.001, 1000, 1.0005e-6],
    [0.5, 2, 1 - Math.SQRT1_2],
    [0.001, 0, 0.001],
  ])('of %f in a gallery of %i is %f', (fpir, size, fmr) => {
    expect(fmrForFpir(fpir, size) / fmr).toBeCloseTo(1, 4);
  });

  it('does not vanish in a gallery of a hundred million', () => {
    expect(fmrForFpir(1e-6, 1e8) / 1e-14).toBeCloseTo(1, 5);
  });
});

describe('the rate of false alarms that a false match rate gives', () => {
  it('is the inverse', () => {
    for (const size of [0, 1, 20, 1e6]) {
      expect(fpirForFmr(fmrForFpir(0.002, size), size)).toBeCloseTo(0.002, 10);
    }
    expect(fpirForFmr(1, 5)).toBe(1);
  });
});

describe('a false match rate beyond those that were measured', () => {
  const MIXED = {
    measuredOn: 'a few people',
    table: [
      { fmr: 1e-1, similarity: 0.2, basis: 'measured' as const },
      { fmr: 1e-2, similarity: 0.3, basis: 'extrapolated' as const },
      { fmr: 1e-6, similarity: 0.6, basis: 'extrapolated' as const },
    ],
  };

  it.each([
    ['a row that was not measured', MIXED, 1e-2, true],
    ['between a measured row and another', MIXED, 5e-2, true],
    ['a row that was measured', MIXED, 1e-1, false],
    ['above the first row', MIXED, 0.2, true],
    ['within a table of measured rows', TABLE, 1e-4, false],
    ['below a table of measured rows', TABLE, 9e-6, true],
  ])('%s', (_, table, fmr, extrapolated) => {
    expect(isExtrapolated(table, fmr)).toBe(extrapolated);
  });

  it('begins below the least that was measured', () => {
    expect([measuredTo(MIXED), measuredTo(TABLE)]).toEqual([1e-1, 1e-5]);
  });
});
