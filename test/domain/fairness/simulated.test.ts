import { describe, expect, it } from 'vitest';
import { DEPARTMENTS, RATES, simulate, thresholdsOf } from '../../bench/simulated-gallery.js';

/** The benchmark "fairness" does the same with 1,000 galleries. */
const GALLERIES = 60;

const thresholds = thresholdsOf();

describe('galleries without differences', () => {
  it('claim none at the promised rate, and have intervals that hold', () => {
    let claimed = 0;
    const held = { failureToEnroll: 0, verificationFmr: 0, fnmr: 0 };
    const truth = { failureToEnroll: 0.04, verificationFmr: RATES.verification, fnmr: 0.03 };
    let groups = 0;
    for (let seed = 1; seed <= GALLERIES; seed += 1) {
      const { breakdowns, comparisons } = simulate(seed, 300, thresholds);
      expect(comparisons.length).toBeGreaterThan(30);
      if (comparisons.some(({ differs }) => differs)) claimed += 1;
      for (const group of breakdowns[0]?.groups ?? []) {
        groups += 1;
        for (const name of ['failureToEnroll', 'verificationFmr', 'fnmr'] as const) {
          const { low, high } = group[name].interval;
          if (low <= truth[name] && truth[name] <= high) held[name] += 1;
        }
      }
    }
    // 5% of 60 are 3, with two standard deviations for chance.
    expect(claimed).toBeLessThanOrEqual(6);
    for (const count of Object.values(held)) expect(count / groups).toBeGreaterThan(0.92);
  });
});

describe('galleries with a planted difference', () => {
  it.each([
    ['failureToEnroll', { failureToEnroll: 0.03 }, { failureToEnroll: 0.12 }, 'higher'],
    ['verificationFmr', {}, { closeness: 0.62 }, 'higher'],
    ['quality', {}, { quality: 0.05 }, 'lower'],
    ['fnmr', { fnmr: 0.02 }, { fnmr: 0.2 }, 'higher'],
  ] as const)(
    'of %s tell it, and none between other groups',
    (statistic, plan, other, direction) => {
      const [, group = ''] = DEPARTMENTS;
      const { comparisons } = simulate(7, 1200, thresholds, { ...plan, of: { [group]: other } });
      const found = comparisons.find(
        ({ by, values, ...one }) =>
          one.statistic === statistic && by.join() === 'department' && values.join() === group,
      );
      expect(found).toMatchObject({ differs: true });
      expect((found?.value ?? 0) > (found?.others ?? 0)).toBe(direction === 'higher');
      expect(comparisons.filter(({ by, differs }) => differs && by.join() === 'site')).toEqual([]);
    },
  );
});
