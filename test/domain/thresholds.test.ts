import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fmrAt, fmrForFpir, similarityAt } from '../../src/domain/thresholds.js';

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
