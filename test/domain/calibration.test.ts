import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate, LEAST_PAIRS } from '../../src/domain/calibration.js';
import { Histogram } from '../../src/domain/histogram.js';
import { fmrAt, fmrForFpir, similarityAt } from '../../src/domain/thresholds.js';
import { histogramOfQuantiles, sphereQuantiles } from '../support/distributions.js';

const exact = sphereQuantiles(128);
const nothing = () => new Histogram();

describe('the calibration of similarities with a known distribution', () => {
  const different = histogramOfQuantiles(exact, 1_000_000);
  const { table, threshold } = calibrate({ different, same: nothing() }, 1000, 0.001);

  it('measures every rate that 10 pairs are above, and extrapolates the others', () => {
    expect(table.map(({ fmr, basis }) => [fmr, basis])).toEqual([
      ...[1e-1, 1e-2, 1e-3, 1e-4, 1e-5].map((fmr) => [fmr, 'measured']),
      [1e-6, 'extrapolated'],
    ]);
  });

  it('measures them to a tenth of the rate', () => {
    const measured = table.filter(({ basis }) => basis === 'measured');
    for (const { fmr, similarity } of measured) {
      expect(similarity).toBeGreaterThan(exact(fmr * 1.1));
      expect(similarity).toBeLessThan(exact(fmr / 1.1));
    }
  });

  it('gives a threshold whose true rate is within a factor of two, a hundred below the measured', () => {
    expect(threshold).toMatchObject({ fmr: fmrForFpir(0.001, 1000), basis: 'extrapolated' });
    const far = calibrate({ different, same: nothing() }, 10_000, 0.001);
    for (const { fmr, similarity } of [threshold, ...far.table.slice(-2)]) {
      expect(similarity).toBeGreaterThan(exact(fmr * 2));
      expect(similarity).toBeLessThan(exact(fmr / 2));
    }
  });

  it('reaches down to the rate that the threshold takes', () => {
    const { table, threshold } = calibrate({ different, same: nothing() }, 1e6, 0.001);
    expect(table.at(-1)?.fmr).toBeLessThanOrEqual(threshold.fmr);
    expect(similarityAt({ measuredOn: '', table }, threshold.fmr)).toBe(threshold.similarity);
  });
});

describe('the calibration beside the table of the pack', () => {
  const different = histogramOfQuantiles(exact, 20_000);
  const by = (shift: number) => {
    const rows = [1e-2, 1e-3, 1e-6].map((fmr) => ({ fmr, similarity: exact(fmr) + shift }));
    const steep = rows.map((row, i) => ({ ...row, similarity: row.similarity + 0.1 * (i - 1) }));
    return { measuredOn: 'others', table: steep };
  };
  const tableOf = (pack?: ReturnType<typeof by>) =>
    calibrate({ different, same: nothing() }, 1000, 0.001, pack).table;

  it('extrapolates no less than the pack where its people are as much alike as far as was counted', () => {
    // At 1e-3, the rarest rate that was counted, both are the same; beyond the pack is higher.
    const pack = by(0);
    for (const { fmr, similarity, basis } of tableOf(pack)) {
      if (basis === 'extrapolated') expect(similarity).toBe(similarityAt(pack, fmr));
    }
    expect(tableOf(pack).some(({ basis }) => basis === 'extrapolated')).toBe(true);
  });

  it('keeps what it counted, whatever the pack promises', () => {
    const measured = (pack?: ReturnType<typeof by>) =>
      tableOf(pack).filter(({ basis }) => basis === 'measured');
    expect(measured(by(-0.01))).toEqual(measured());
  });

  it('goes by its own people alone where they are less alike', () => {
    expect(tableOf(by(0.05))).toEqual(tableOf());
  });
});

describe('the calibration of any similarities', () => {
  it('gives a table that rises, stays below 1 and can be read both ways', () => {
    const arbitrary = fc.record({
      center: fc.double({ min: -0.5, max: 0.9, noNaN: true }),
      width: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      count: fc.integer({ min: LEAST_PAIRS, max: 3000 }),
      duplicates: fc.integer({ min: 0, max: 5 }),
      size: fc.integer({ min: 1, max: 1e7 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ center, width, count, duplicates, size }) => {
        const quantile = (rate: number) => Math.min(1, center + width * (0.5 - rate) ** 3);
        const different = histogramOfQuantiles(quantile, count);
        for (let i = 0; i < duplicates; i += 1) different.add(0.99);
        // A few duplicates among a hundred pairs can leave nothing to tell different users by.
        if (duplicates > 0 && isRefused(different, size)) return;
        const { table, threshold } = calibrate({ different, same: nothing() }, size, 0.001);
        expect(table.length).toBeGreaterThanOrEqual(2);
        for (const [i, row] of table.entries()) {
          expect(row.similarity).toBeLessThan(1);
          if (i === 0) continue;
          expect(row.fmr).toBeLessThan(table[i - 1]?.fmr ?? 0);
          expect(row.similarity).toBeGreaterThan(table[i - 1]?.similarity ?? 1);
          expect(fmrAt({ measuredOn: '', table }, row.similarity)).toBeCloseTo(row.fmr, 10);
        }
        expect(threshold.similarity).toBeLessThanOrEqual(1);
        expect(threshold.similarity).toBeGreaterThan(table[0]?.similarity ?? 1);
      }),
      { numRuns: 50 },
    );
  });
});

function isRefused(different: Histogram, size: number): boolean {
  try {
    calibrate({ different, same: nothing() }, size, 0.001);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ message: expect.stringMatching(/so much alike/) });
    return true;
  }
}

describe('the calibration of templates that are all the same', () => {
  it('is refused', () => {
    const different = histogramOfQuantiles(() => 1, 500);
    expect(() => calibrate({ different, same: nothing() }, 30, 0.001)).toThrow(/so much alike/);
  });
});

describe('the share of true duplicates that would be found', () => {
  const different = histogramOfQuantiles(exact, 100_000);
  const same = (scores: readonly number[]) => {
    const histogram = nothing();
    for (const score of scores) histogram.add(score);
    return histogram;
  };

  it('is that of the pairs of one user above the threshold', () => {
    const scores = [...Array(6).fill(0.9), ...Array(4).fill(0.1)];
    const { tmr, threshold } = calibrate({ different, same: same(scores) }, 1000, 0.001);
    expect(threshold.similarity).toBeGreaterThan(0.2);
    expect(tmr).toBeCloseTo(0.6, 10);
  });

  it('is not told of fewer than 10 pairs', () => {
    expect(calibrate({ different, same: same(Array(9).fill(0.9)) }, 1000, 0.001).tmr).toBe(
      undefined,
    );
  });
});
