import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { harmless, original } from '../../src/domain/formula.js';

describe('harmless', () => {
  test.each([
    ['=1+2', "'=1+2"],
    ['+49 30 1234', "'+49 30 1234"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['\n=1', "'\n=1"],
    ['\uFF1D1', "'\uFF1D1"],
    ["'=1", "''=1"],
    ["''=1", "'''=1"],
    ['a;=1;b', "a;'=1;b"],
    ["52.5,-1.9,'+3", "52.5,'-1.9,''+3"],
  ])('puts an apostrophe in front of %j', (cell, shown) => {
    expect(harmless(cell)).toBe(shown);
  });

  test.each(['', 'Anna', '007', "O'Neil", "'tis", ' =1', "'", '1=1', 'a@b.example'])(
    'leaves %j as it is',
    (cell) => {
      expect(harmless(cell)).toBe(cell);
      expect(original(cell)).toBe(cell);
    },
  );
});

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\uFF0B', 'a', '\n', ',', ';'),
  }),
);

test('original takes back harmless for every text', () => {
  fc.assert(fc.property(texts, (cell) => original(harmless(cell)) === cell));
});

test('no part of a harmless cell begins with one either, whichever delimiter a spreadsheet takes', () => {
  fc.assert(
    fc.property(texts, (cell) =>
      harmless(cell)
        .split(/[,;]/)
        .every((part) => !/^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/.test(part)),
    ),
  );
});

test('no harmless cell begins with a character that starts a formula', () => {
  fc.assert(
    fc.property(texts, (cell) => !/^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/.test(harmless(cell))),
  );
});
