import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/domain/histogram.js';
import { checkTable } from '../../src/domain/table-check.js';
import type { FmrTable } from '../../src/domain/thresholds.js';
import { histogramOfQuantiles, sphereQuantiles } from '../support/distributions.js';

const exact = sphereQuantiles(128);
const GROWN = { users: 300, now: 300, before: 0 };

/** A table that promises `times` as many pairs as the distribution has. */
function promising(times: number): FmrTable {
  const table = [1e-1, 1e-2, 1e-3].map((fmr) => ({ fmr, similarity: exact(fmr / times) }));
  return { measuredOn: 'spheres', table };
}

/** The check of `pairs` pairs of chance, with others of these similarities. */
function check(
  times: number,
  { pairs = 44_850, others = [] as readonly number[], ownTable = false, gallery = GROWN } = {},
) {
  const different = histogramOfQuantiles(exact, pairs);
  for (const similarity of others) different.add(similarity);
  const similarities = { different, same: new Histogram() };
  return checkTable(similarities, { table: promising(times), ownTable }, gallery);
}

describe('the check of a gallery against the table in use', () => {
  it('finds what is promised where the table holds', () => {
    const found = check(1);
    expect(found).toMatchObject({ finding: 'asPromised', measuredOn: 'spheres', leftOut: 0 });
    expect((found?.found ?? 0) / (found?.promised ?? 0)).toBeCloseTo(1, 1);
  });

  it('says that more are alike beyond a factor of three', () => {
    expect(check(1 / 2.5)).toMatchObject({ finding: 'asPromised' });
    expect(check(1 / 4)).toMatchObject({ finding: 'more' });
  });

  it('says of an own table that fewer are alike beyond three, of a pack beyond ten', () => {
    expect(check(5, { ownTable: true })).toMatchObject({ finding: 'fewer', ownTable: true });
    expect(check(5)).toMatchObject({ finding: 'asPromised', ownTable: false });
    expect(check(12)).toMatchObject({ finding: 'fewer' });
  });

  it('looks at the rarest rate that has enough pairs, and tells nothing without one', () => {
    expect(check(1, { pairs: 900 })).toBe(undefined);
    expect(check(1, { pairs: 1000 })?.fmr).toBe(0.1);
    expect(check(1, { pairs: 19_900 })?.fmr).toBe(0.01);
    expect(check(1, { pairs: 100_000 })?.fmr).toBe(0.001);
    expect(check(1, { pairs: 8_000_000 })?.fmr).toBe(0.001);
  });

  it('looks at a more frequent rate where few users have many templates, or tells nothing', () => {
    const of = (users: number, each: number) => {
      const pairs = ((users * (users - 1)) / 2) * each ** 2;
      return check(1, { pairs, gallery: { ...GROWN, users } })?.fmr;
    };
    // Pairs are enough for 1e-2 and for 1e-3; at that rate not one pair of users would be promised.
    expect(of(10, 40)).toBe(undefined);
    expect(of(20, 10)).toBe(0.1);
    expect(of(40, 20)).toBe(0.1);
    expect(of(100, 5)).toBe(0.01);
    expect(of(150, 5)).toBe(0.001);
  });

  it('does not count probable duplicates', () => {
    const others = Array.from({ length: 250 }, (_, i) => 0.5 + i / 600);
    const found = check(1, { pairs: 100_000, others });
    expect(found).toMatchObject({ finding: 'asPromised', promised: expect.closeTo(100, 0) });
    expect(found?.leftOut).toBeGreaterThanOrEqual(240);
    expect(found?.found).toBeLessThan(120);
  });

  it('is news when the gallery is just large enough, or has doubled since', () => {
    const isNews = (before: number, now: number) =>
      check(1, { gallery: { users: now, before, now } })?.isNews;
    expect([isNews(0, 250), isNews(190, 201), isNews(300, 401), isNews(300, 5000)]).toEqual(
      Array(4).fill(true),
    );
    expect([isNews(201, 202), isNews(250, 399), isNews(800, 1500)]).toEqual(Array(3).fill(false));
  });
});
