import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Numbers } from '../../../src/enroll/rows/numbers.js';

describe('numbers in blocks', () => {
  it('are those of an array, whatever is added, replaced or removed', () => {
    const change = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 5000 }) }),
      fc.record({ pop: fc.integer({ min: 1, max: 5000 }) }),
      fc.record({ set: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const [numbers, expected] = [new Numbers(), [] as number[]];
        changes.forEach((change, i) => {
          if ('push' in change) {
            for (let n = 0; n < change.push; n += 1) numbers.push(2 ** 40 + i * 5000 + n);
            for (let n = 0; n < change.push; n += 1) expected.push(2 ** 40 + i * 5000 + n);
          } else if ('pop' in change) {
            for (let n = 0; n < change.pop; n += 1) numbers.pop();
            expected.length = Math.max(0, expected.length - change.pop);
          } else if (expected.length > 0) {
            numbers.set(change.set % expected.length, -i);
            expected[change.set % expected.length] = -i;
          }
        });
        expect(numbers.length).toBe(expected.length);
        expect(expected.map((_, index) => numbers.at(index))).toEqual(expected);
        expect([numbers.at(-1), numbers.at(expected.length)]).toEqual([undefined, undefined]);
      }),
      { numRuns: 30 },
    );
  });
});
