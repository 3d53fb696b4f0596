import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  count,
  jsonLine,
  listed,
  number,
  pathText,
  printable,
  printableLines,
  quoted,
  quotedPath,
} from '../../src/domain/text.js';

describe('printable', () => {
  it.each([
    ['a color', '\u001b[31mred', '\\u001b[31mred'],
    ['a window title', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
    ['a one-byte escape', '\u009b31m', '\\u009b31m'],
    ['line breaks', 'a\r\nb\u2028c\u2029', 'a\\u000d\\u000ab\\u2028c\\u2029'],
    ['delete', 'a\u007f', 'a\\u007f'],
    ['marks of direction', 'a\u200eb\u200fc\u061c', 'a\\u200eb\\u200fc\\u061c'],
    ['what cannot be seen', 'a\u200bb\u2060c\ufeffd\u00ad', 'a\\u200bb\\u2060c\\ufeffd\\u00ad'],
    ['a reversed direction', 'gpj\u202egpj.exe\u2066', 'gpj\\u202egpj.exe\\u2066'],
  ])('makes %s visible', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves the letters of all languages as they are', () => {
    const text = 'Zoë Zoe\u0308 김민준 محمد می\u200cخواهم 👩\u200d🔬 😀 "quoted" \\u';
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

describe('printableLines', () => {
  it('keeps lines and nothing else', () => {
    expect(printableLines('a\u001b[1m\r\nb')).toBe('a\\u001b[1m\\u000d\nb');
  });
});

describe('jsonLine', () => {
  it('is JSON of the same value, with nothing that a terminal would obey', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('\u001b', '\u009b', '\u202e', '\u2028', '"', '\\', 'a'),
    });
    fc.assert(
      // Not as names of members: JSON.parse of Node 24.21 mistakes one escaped name for another.
      fc.property(fc.array(fc.tuple(hostile, hostile)), (value) => {
        const line = jsonLine(value);
        expect(JSON.parse(line)).toEqual(value);
        expect(line).toBe(printable(line));
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

describe('number', () => {
  it('writes numbers as English does', () => {
    for (const value of [0, 7, 999, 1000, 1234567, 12345.25, -1000, -123]) {
      expect(number(value)).toBe(value.toLocaleString('en-US'));
    }
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => number(n) === n.toLocaleString('en-US')));
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

describe('a path for a message', () => {
  it('is shown whole, unless it is very long: then its middle is left out', () => {
    expect(pathText('/srv/photos/1001.jpg')).toBe('/srv/photos/1001.jpg');
    const long = `/srv/${'folder/'.repeat(1000)}1001.jpg`;
    expect(pathText(long)).toMatch(/^\/srv\/folder\/.*\.\.\..*folder\/1001\.jpg$/);
    expect(pathText(long)).toHaveLength(240);
    expect(quotedPath('a\n\u001b')).toBe('"a\\u000a\\u001b"');
  });
});
