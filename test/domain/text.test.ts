import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, listed, printable, quoted } from '../../src/domain/text.js';

describe('printable', () => {
  it.each([
    ['a colour', '\u001b[31mred', '\\u001b[31mred'],
    ['a window title', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
    ['a one-byte escape', '\u009b31m', '\\u009b31m'],
    ['line breaks', 'a\r\nb\u2028c\u2029', 'a\\u000d\\u000ab\\u2028c\\u2029'],
    ['delete', 'a\u007f', 'a\\u007f'],
    ['a reversed direction', 'gpj\u202egpj.exe\u2066', 'gpj\\u202egpj.exe\\u2066'],
  ])('makes %s visible', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves the letters of all languages as they are', () => {
    const text = 'Zoë Zoe\u0308 김민준 😀 "quoted" \\u';
    expect(printable(text)).toBe(text);
  });

  it('leaves nothing that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (codes) => {
        const text = String.fromCharCode(...codes);
        expect(printable(text)).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      }),
    );
  });
});

describe('quoted', () => {
  it('cuts a very long name and says so', () => {
    expect(quoted('a'.repeat(120))).toBe(`"${'a'.repeat(120)}"`);
    expect(quoted('a'.repeat(121))).toBe(`"${'a'.repeat(117)}..."`);
  });
});

describe('count', () => {
  it.each([
    [0, '0 photos'],
    [1, '1 photo'],
    [2, '2 photos'],
    [1_234_567, '1,234,567 photos'],
  ])('says %i as "%s"', (n, text) => {
    expect(count(n, 'photo')).toBe(text);
  });

  it('takes a plural that is not made with an s', () => {
    expect([count(1, 'entry', 'entries'), count(3, 'entry', 'entries')]).toEqual([
      '1 entry',
      '3 entries',
    ]);
  });
});

describe('listed', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c, d and e'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
  ])('makes a phrase of %j', (names, phrase) => {
    expect(listed(names)).toBe(phrase);
  });
});
