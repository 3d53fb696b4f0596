import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foundAmong } from '../../src/domain/strength.js';
import { strengthOf } from '../support/strengths.js';

// Galleries of 1, 10, 100 ... templates ask for an FMR of 1e-3, 1e-4, 1e-5 ...
const STRENGTH = strengthOf(0.97, 0.93, 0.86, 0.78, 0.68);

describe('what a pack finds', () => {
  it.each([
    [1, 0.93],
    [10, 0.86],
    [100, 0.78],
    [1000, 0.68],
  ])('in a gallery of %i is the row of the rate that such a gallery asks for', (templates, tmr) => {
    const found = foundAmong(STRENGTH, templates);
    expect(found.basis).toBe('measured');
    expect(found.tmr).toBeCloseTo(tmr, 3);
  });

  it('is extrapolated from the first rate on whose threshold nobody has counted', () => {
    const table = STRENGTH.table.map((row) =>
      row.fmr < 1e-4 ? { ...row, basis: 'extrapolated' as const } : row,
    );
    const bases = [1, 10, 11, 100, 1000].map(
      (size) => foundAmong({ measuredOn: 'x', table }, size).basis,
    );
    expect(bases).toEqual(['measured', 'measured', ...Array(3).fill('extrapolated')]);
    expect(foundAmong({ measuredOn: 'x', table }, 100).tmr).toBeCloseTo(0.78, 3);
  });

  it('is linear in the logarithm of the rate between two rows', () => {
    expect(foundAmong(STRENGTH, 100 * Math.sqrt(10)).tmr).toBeCloseTo((0.78 + 0.68) / 2, 3);
  });

  it('is no more than the first row where a gallery asks for less than that', () => {
    const table = [
      { fmr: 1e-5, tmr: 0.9 },
      { fmr: 1e-6, tmr: 0.8 },
    ];
    expect(foundAmong({ measuredOn: 'x', table }, 1)).toEqual({ tmr: 0.9, basis: 'measured' });
  });

  it('is extrapolated for two decades by its log-odds, and beyond only bounded', () => {
    const [ten, hundred] = [foundAmong(STRENGTH, 10_000), foundAmong(STRENGTH, 100_000)];
    expect([ten.basis, hundred.basis]).toEqual(['extrapolated', 'extrapolated']);
    // logit 0.78 = 1.2657, logit 0.68 = 0.7538: then 0.2419 and -0.2700.
    expect(ten.tmr).toBeCloseTo(0.5602, 3);
    expect(hundred.tmr).toBeCloseTo(0.4329, 3);
    const bound = foundAmong(STRENGTH, 1e9);
    expect(bound.basis).toBe('bound');
    expect(bound.tmr).toBeCloseTo(hundred.tmr, 3);
  });

  it('keeps to what is possible where a table ends at all or at nothing', () => {
    expect(foundAmong(strengthOf(1, 1, 1), 1e6).tmr).toBeCloseTo(1, 3);
    expect(foundAmong(strengthOf(0.1, 0, 0), 1e6).tmr).toBeCloseTo(0, 3);
  });

  it('never rises with the gallery, and stays between 0 and 1', () => {
    const tables = fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 })
      .map((tmrs) => strengthOf(...tmrs.toSorted((a, b) => b - a)));
    const size = fc.integer({ min: 1, max: 10_000_000 });
    fc.assert(
      fc.property(tables, size, size, (table, one, other) => {
        const small = foundAmong(table, Math.min(one, other)).tmr;
        const large = foundAmong(table, Math.max(one, other)).tmr;
        expect(large).toBeLessThanOrEqual(small + 1e-12);
        expect(large).toBeGreaterThanOrEqual(0);
        expect(small).toBeLessThanOrEqual(1);
      }),
    );
  });
});
