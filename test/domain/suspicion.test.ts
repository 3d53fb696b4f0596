import { describe, expect, it } from 'vitest';
import { fitTail } from '../../src/domain/fit-tail.js';
import { Histogram } from '../../src/domain/histogram.js';
import { randoms } from '../../src/domain/randoms.js';
import { suspicion } from '../../src/domain/suspicion.js';
import { histogramOfQuantiles, sphereQuantiles } from '../support/distributions.js';

const exact = sphereQuantiles(128);

/** Pairs of chance among 300 people. */
const PAIRS = 44_850;

/** What is suspected among pairs of chance, with others of these similarities. */
function suspicionOf(
  others: readonly number[],
  quantile: (rate: number) => number = exact,
  pairs = PAIRS,
) {
  const different = histogramOfQuantiles(quantile, pairs);
  for (const similarity of others) different.add(similarity);
  return suspicion({ different, same: new Histogram() }, { tail: fitTail(different) });
}

/** So many similarities from `least` to 0.9. */
const spread = (count: number, least: number) =>
  Array.from({ length: count }, (_, i) => least + ((0.9 - least) * i) / count);

describe('probable duplicates', () => {
  it('are none in a gallery of chance, of whatever size', () => {
    for (const pairs of [435, 4950, PAIRS, 1_000_000]) {
      expect(suspicionOf([], exact, pairs)).toBe(undefined);
    }
  });

  it('are a single pair beyond the end of the own tail', () => {
    const found = suspicionOf([0.7]);
    expect(found).toMatchObject({ pairs: 1 });
    expect(found?.similarity).toBeGreaterThan(exact(1e-7));
    expect(found?.expected).toBeLessThan(0.02);
  });

  it('are none for lying high where the whole tail lies high', () => {
    const alike = (rate: number) => 0.6 + 0.7 * exact(rate);
    expect(alike(1e-4)).toBeGreaterThan(0.8);
    expect(suspicionOf([], alike)).toBe(undefined);
    expect(suspicionOf([0.97], alike)).toMatchObject({ pairs: 1 });
  });

  it.each([10, 36, 150])('are found when there are %i of them', (count) => {
    const found = suspicionOf(spread(count, 0.5));
    expect(found?.pairs).toBeGreaterThanOrEqual(count);
    expect(found?.pairs).toBeLessThanOrEqual(count + 3);
  });

  it('are found among few people, a third of whom have two user IDs', () => {
    const found = suspicionOf(spread(30, 0.55), exact, 4950);
    expect(found?.pairs).toBeGreaterThanOrEqual(29);
    expect(found?.pairs).toBeLessThanOrEqual(31);
  });

  it.each([
    ['1 pair', 1, PAIRS],
    ['12 of 100 people', 66, 4950],
    ['40 of 100 people', 780, 4950],
    ['40 of 300 people', 780, PAIRS],
  ])(
    'are the pairs of one picture, and no others, also when it stands for %s',
    (_, same, pairs) => {
      const found = suspicionOf(Array(same).fill(1), exact, pairs - same);
      expect(found?.pairs).toBe(same);
      expect(found?.similarity).toBeGreaterThan(0.999);
    },
  );

  it('do not hide behind those of one picture', () => {
    const found = suspicionOf([...Array(435).fill(1), ...spread(36, 0.55)], exact, PAIRS - 471);
    expect(found?.pairs).toBeGreaterThanOrEqual(471);
    expect(found?.pairs).toBeLessThanOrEqual(474);
  });

  it('are none where nearly all pictures are one: there is no tail to stand off from', () => {
    expect(suspicionOf(Array(3000).fill(1), exact, 1950)).toBe(undefined);
  });

  it('come by chance in few galleries', () => {
    const random = randoms(7);
    const suspected = Array.from({ length: 100 }, () => {
      const different = new Histogram();
      for (let i = 0; i < 4950; i += 1) different.add(exact(random()));
      return suspicion({ different, same: new Histogram() }, { tail: fitTail(different) });
    });
    expect(suspected.filter(Boolean).length).toBeLessThanOrEqual(5);
  });
});
