import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/domain/histogram.js';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

/** Not those next to 0, which are lost when 1 is added. */
const similarity = fc.double({ min: -1, max: 1, noNaN: true }).map((s) => 1 + s - 1);
const WIDTH = 2 ** -15;

describe('a histogram of similarities', () => {
  it('counts each similarity once, in a bin that it lies in', () => {
    fc.assert(
      fc.property(fc.array(similarity, { maxLength: 50 }), (values) => {
        const bins = [...histogramOf(values).descending()];
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        for (const { from, to, count } of bins) {
          const inside = values.filter((v) => from <= v && (v < to || to === 1)).length;
          expect(inside).toBe(count);
          expect(to - from).toBe(WIDTH);
        }
      }),
    );
  });

  it('takes what rounding puts beyond -1 and 1', () => {
    const bins = [...histogramOf([1.0000001, -1.0000001]).descending()];
    expect(bins.map(({ from, to }) => [from, to])).toEqual([
      [1 - WIDTH, 1],
      [-1, WIDTH - 1],
    ]);
  });

  it('tells how many are above a similarity, and the similarity that so many are above', () => {
    fc.assert(
      fc.property(
        fc.array(similarity, { minLength: 1, maxLength: 50 }),
        similarity,
        (values, at) => {
          const histogram = histogramOf(values);
          // Exact but for the values within a bin of `at`.
          const surely = values.filter((v) => v >= at + WIDTH).length;
          const perhaps = values.filter((v) => v >= at - WIDTH).length;
          expect(histogram.above(at)).toBeGreaterThanOrEqual(surely);
          expect(histogram.above(at)).toBeLessThanOrEqual(perhaps);
          const descending = [...values].sort((p, q) => q - p);
          descending.forEach((value, i) => {
            const found = histogram.similarityAbove(i + 1);
            expect(Math.abs(found - value)).toBeLessThanOrEqual(WIDTH);
          });
        },
      ),
    );
  });

  it('has no similarity that more are above than there are', () => {
    expect(histogramOf([0.5]).similarityAbove(2)).toBe(-1);
    expect(histogramOf([]).above(0)).toBe(0);
  });
});
