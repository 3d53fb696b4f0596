import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Texts } from '../../../src/enroll/rows/texts.js';

/** Some are long, so that blocks of 256 KB fill, and what was removed is cleared away. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer({ min: 0, max: 65_535 }).map((length) => 'x'.repeat(length)),
);

describe('texts in blocks of bytes', () => {
  it('are those of an array of strings, whatever is replaced or removed', () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), text }),
      fc.record({ kind: fc.constant('set' as const), at: fc.nat(), text }),
      fc.record({ kind: fc.constant('pop' as const) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
        const [texts, expected] = [new Texts(), [] as string[]];
        for (const one of changes) {
          if (one.kind === 'push' || expected.length === 0) {
            const added = one.kind === 'pop' ? '' : one.text;
            texts.push(added);
            expected.push(added);
          } else if (one.kind === 'pop') {
            texts.pop();
            expected.pop();
          } else {
            const index = one.at % expected.length;
            texts.set(index, one.text);
            expected[index] = one.text;
          }
        }
        expect(texts.length).toBe(expected.length);
        expect(expected.map((_, index) => texts.at(index))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('refuse a number that none has, and a text that is too long', () => {
    const texts = new Texts();
    expect(() => texts.at(0)).toThrow(RangeError);
    expect(() => texts.pop()).toThrow(RangeError);
    expect(() => texts.push('x'.repeat(65_536))).toThrow(RangeError);
    expect(texts.length).toBe(0);
  });
});
