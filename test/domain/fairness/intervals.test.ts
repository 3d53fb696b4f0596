import { describe, expect, it } from 'vitest';
import {
  betaShare,
  normalTails,
  studentQuantile,
} from '../../../src/domain/fairness/distributions.js';
import {
  average,
  clopperPearson,
  smallSample,
  wilson,
} from '../../../src/domain/fairness/intervals.js';
import { randoms } from '../../../src/domain/randoms.js';

describe('distributions', () => {
  it('agree with published tables', () => {
    expect(betaShare(0.3, 2, 5)).toBeCloseTo(0.579825, 9);
    expect(betaShare(1e-4, 3, 40_000)).toBeCloseTo(0.7619, 3);
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228139, 5);
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.7062, 3);
    expect(normalTails(1.959964)).toBeCloseTo(0.05, 7);
    expect(normalTails(6)).toBeCloseTo(1.973e-9, 11);
  });
});

describe('wilson', () => {
  it.each([
    [0, 10, 0, 0.2775],
    [8, 10, 0.4902, 0.9433],
    [10, 10, 0.7225, 1],
    [50, 100, 0.4038, 0.5962],
  ])('%i of %i', (events, of, low, high) => {
    const found = wilson(events, of);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });
});

describe('clopperPearson', () => {
  it.each([
    [0, 10, 0, 0.3085],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [1, 1_000_000, 2.5318e-8, 5.5716e-6],
  ])('%i of %i', (events, of, low, high) => {
    const found = clopperPearson(events, of);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high / high).toBeCloseTo(1, 3);
    if (low > 0) expect(found.low / low).toBeCloseTo(1, 3);
  });

  it('takes numbers of trials that are not whole', () => {
    const { high } = clopperPearson(0, 36.9);
    expect(high).toBeCloseTo(1 - 0.025 ** (1 / 36.9), 9);
  });
});

describe('average', () => {
  it('has the mean by t, and the median by ranks', () => {
    const found = average([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(found).toMatchObject({ users: 10, mean: 5.5, median: 5.5 });
    // The second and the ninth of ten: 97.9%.
    expect(found?.medianInterval).toEqual({ low: 2, high: 9 });
    expect(found?.meanInterval.low).toBeCloseTo(3.3341, 3);
    expect(found?.meanInterval.high).toBeCloseTo(7.6659, 3);
  });

  it('says nothing of a single value', () => {
    expect(average([0.5])).toBeNull();
  });

  it('has intervals that hold in 95 of 100 samples of a skewed value', () => {
    const random = randoms(5);
    const held = { mean: 0, median: 0 };
    for (let i = 0; i < 2000; i += 1) {
      const values = Array.from({ length: 60 }, () => -Math.log(1 - random()));
      const { meanInterval, medianInterval } = average(values) ?? expect.fail();
      if (meanInterval.low <= 1 && 1 <= meanInterval.high) held.mean += 1;
      if (medianInterval.low <= Math.LN2 && Math.LN2 <= medianInterval.high) held.median += 1;
    }
    expect(held.mean / 2000).toBeGreaterThan(0.92);
    expect(held.mean / 2000).toBeLessThan(0.97);
    expect(held.median / 2000).toBeGreaterThan(0.94);
    expect(held.median / 2000).toBeLessThan(0.98);
  });
});

describe('smallSample', () => {
  it('counts less what was estimated from few users', () => {
    expect(smallSample(21)).toBeCloseTo((1.959964 / 2.085963) ** 2, 5);
    expect(smallSample(10_000)).toBeGreaterThan(0.999);
    expect(smallSample(1)).toBe(0);
  });
});
