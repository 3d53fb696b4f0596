import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { against } from '../../src/domain/against.js';

describe('a value told against its limit', () => {
  it.each([
    [0.04, 0.1, 2, '0.04', '0.10'],
    [0.0996, 0.1, 2, '0.0996', '0.10'],
    [0.1004, 0.1, 2, '0.1004', '0.10'],
    [50.4, 50, 0, '50.4', '50'],
    [10.000001, 10, 1, '10.000001', '10.0'],
    [0.4, 0.455, 2, '0.400', '0.455'],
    [0.1, 0.1, 2, '0.10', '0.10'],
  ])('%f against %f, %i digits', (value, limit, digits, told, bound) => {
    expect(against(value, limit, digits)).toEqual({ value: told, limit: bound });
  });

  it('lies on the same side as it does, and its limit is not rounded', () => {
    const numbers = fc.double({ min: -1000, max: 1000, noNaN: true });
    const near = fc.oneof(numbers, fc.constantFrom(0, 1e-9, -1e-9, 3e-5, -0.004));
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        near,
        fc.integer({ min: 0, max: 4 }),
        (thousandths, off, digits) => {
          const limit = thousandths / 1000;
          const value = limit + off;
          fc.pre(value === limit || Math.abs(value - limit) > 1e-12);
          const told = against(value, limit, digits);
          expect(Number(told.limit)).toBe(limit);
          expect(Math.sign(Number(told.value) - Number(told.limit))).toBe(Math.sign(value - limit));
          expect(told.value).not.toMatch(/e/);
        },
      ),
    );
  });
});
