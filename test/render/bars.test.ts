import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/domain/histogram.js';
import { bars } from '../../src/render/bars.js';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

const similarities = (minLength: number) =>
  fc
    .record({
      center: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      spread: fc.double({ min: 0, max: 2, noNaN: true }),
      places: fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), {
        minLength,
        maxLength: 40,
      }),
    })
    .map(({ center, spread, places }) =>
      places.map((place) => Math.min(1, Math.max(-1, center + place * spread))),
    );

describe('the bars of a histogram', () => {
  it('hold every similarity in neighboring bars of one width, no more than asked for', () => {
    fc.assert(
      fc.property(similarities(1), similarities(0), fc.constantFrom(20, 100), (p, q, most) => {
        const all = bars({ different: histogramOf(p), same: histogramOf(q) }, most);
        expect(all.length).toBeLessThanOrEqual(most);
        expect(all.reduce((sum, bar) => sum + bar.different, 0)).toBe(p.length);
        expect(all.reduce((sum, bar) => sum + bar.same, 0)).toBe(q.length);
        for (const [i, { from, to }] of all.entries()) {
          expect(to).toBeGreaterThan(from);
          if (i > 0) expect(from).toBe(all[i - 1]?.to);
        }
      }),
    );
  });

  it('have round edges', () => {
    const all = bars({ different: histogramOf([0.713, 0.952]), same: histogramOf([]) }, 20);
    expect(all[0]).toEqual({ from: 0.7, to: 0.72, different: 1, same: 0 });
    expect(all.at(-1)).toEqual({ from: 0.94, to: 0.96, different: 1, same: 0 });
  });
});
