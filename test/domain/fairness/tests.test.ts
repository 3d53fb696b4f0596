import { describe, expect, it } from 'vitest';
import { holm, rankTest, shareTest } from '../../../src/domain/fairness/tests.js';
import { randoms } from '../../../src/domain/randoms.js';

describe('shareTest', () => {
  it("is twice the tail of Fisher's exact test", () => {
    // The lady who tasted tea: 17 of 70.
    const probability = shareTest({ events: 3, of: 4 }, { events: 1, of: 4 });
    expect(probability).toBeCloseTo((2 * 17) / 70, 12);
  });

  it('is the same in either order, and for many trials', () => {
    const [one, other] = [
      { events: 4, of: 1_000_000 },
      { events: 40, of: 1_000_000 },
    ];
    expect(shareTest(one, other)).toBeCloseTo(shareTest(other, one), 15);
    // Twice the binomial probability of 4 or fewer of 44.
    expect(shareTest(one, other) / 1.7052e-8).toBeCloseTo(1, 2);
  });

  it('tells nothing where nothing was tried, or nothing happened', () => {
    expect(shareTest({ events: 0, of: 0 }, { events: 3, of: 9 })).toBe(1);
    expect(shareTest({ events: 0, of: 50 }, { events: 0, of: 900 })).toBe(1);
  });

  it('finds a difference by chance no more often than its probability says', () => {
    const random = randoms(3);
    const draw = (of: number) => {
      let events = 0;
      for (let i = 0; i < of; i += 1) if (random() < 0.1) events += 1;
      return { events, of };
    };
    let found = 0;
    for (let i = 0; i < 4000; i += 1) if (shareTest(draw(60), draw(200)) < 0.05) found += 1;
    expect(found / 4000).toBeLessThan(0.05);
    expect(found / 4000).toBeGreaterThan(0.01);
  });
});

describe('rankTest', () => {
  it('is the normal approximation with correction for ties', () => {
    expect(rankTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeCloseTo(0.01219, 5);
    expect(rankTest([1, 1, 2], [1, 2, 2])).toBeCloseTo(0.6193, 4);
  });

  it('tells nothing of equal values', () => {
    expect(rankTest([1, 1, 1], [1, 1])).toBe(1);
    expect(rankTest([], [1, 1])).toBe(1);
  });
});

describe('holm', () => {
  it('allows for the number of comparisons, step by step', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
