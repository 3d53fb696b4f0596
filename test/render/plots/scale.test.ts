import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  linear,
  logarithmic,
  powerTicks,
  roundTicks,
  timeTicks,
} from '../../../src/render/plots/scale.js';

const wordsOf = (ticks: readonly { readonly words: string }[]) => ticks.map(({ words }) => words);

describe('scales', () => {
  it('lead from values to places', () => {
    expect(linear(10, 20, 100, 300)(15)).toBe(200);
    expect(logarithmic(0.001, 1, 0, 300)(0.01)).toBeCloseTo(100);
  });

  it('have a place for what a logarithm lacks, and for an axis of one value', () => {
    expect(logarithmic(0.001, 1, 50, 300)(0)).toBe(50);
    expect(linear(3, 3, 100, 300)(3)).toBe(100);
  });
});

describe('round ticks', () => {
  it('are written as people write them', () => {
    expect(wordsOf(roundTicks(-0.21, 0.42, 8))).toEqual([
      '-0.2',
      '-0.1',
      '0',
      '0.1',
      '0.2',
      '0.3',
      '0.4',
    ]);
    expect(wordsOf(roundTicks(0, 9000, 5))).toEqual(['0', '2,000', '4,000', '6,000', '8,000']);
    expect(wordsOf(roundTicks(0.2, 0.3, 12))).toHaveLength(11);
  });

  test('are in the axis, at the same distances, and no more than there may be', () => {
    const ends = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    );
    const property = fc.property(ends, fc.integer({ min: 2, max: 12 }), ([from, span], most) => {
      // No more digits than a number has.
      fc.pre(span > Math.abs(from) * 1e-6);
      const places = roundTicks(from, from + span, most).map(({ at }) => at);
      expect(places.length).toBeLessThanOrEqual(most + 1);
      const [first = 0, second = 0] = places;
      const step = second - first;
      for (const [n, at] of places.entries()) {
        expect(at).toBeGreaterThanOrEqual(from - span * 1e-6);
        expect(at).toBeLessThanOrEqual(from + span * 1.000001);
        expect(at).toBeCloseTo(first + n * step, 5);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('ticks of powers of ten', () => {
  it('are all, or each second or third where there is no room', () => {
    expect(wordsOf(powerTicks(0.001, 1, 8))).toEqual(['0.001', '0.01', '0.1', '1']);
    expect(wordsOf(powerTicks(1, 1_000_000, 4))).toEqual(['1', '100', '10,000', '1,000,000']);
  });
});

describe('ticks of times', () => {
  it.each([
    [700, 5, ['0', '200 ms', '400 ms', '600 ms']],
    [150_000, 6, ['0', '30 s', '60 s', '90 s', '120 s', '150 s']],
    [185_000, 6, ['0', '1 min', '2 min', '3 min']],
    [4 * 3_600_000, 6, ['0', '1 h', '2 h', '3 h', '4 h']],
  ])('of %i ms, at most %i, are in units that people use', (to, most, words) => {
    expect(wordsOf(timeTicks(to, most))).toEqual(words);
  });
});
