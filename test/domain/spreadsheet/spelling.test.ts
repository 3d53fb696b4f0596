import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSpelledLike, spellingDifference } from '../../../src/domain/spreadsheet/spelling.js';

describe('two user IDs', () => {
  it.each([
    ['0101', '101', 'in zeros'],
    ['E0017', 'E17', 'in zeros'],
    ['EMP-007', 'EMP-7', 'in zeros'],
    ['AB-1', 'ab-1', 'in upper and lower case'],
    ['STRASSE', 'strasse', 'in upper and lower case'],
    ['10\u200b01', '1001', 'in characters that cannot be seen'],
    ['\u202a1001', '1001', 'in characters that cannot be seen'],
    ['10\u00a001', '10 01', 'in characters that cannot be seen'],
    ['１００１', '1001', 'in the way they are written'],
    ['="0101"', '101', 'in the way they are written'],
    ["'0101", '0101', 'in the way they are written'],
    ['“0101”', '0101', 'in the way they are written'],
    ['1005.0', '1005', 'in the way they are written'],
    ['01005,00', '1005', 'in the way they are written'],
    ['1.23457E+11', '123456789012', 'in the way they are written'],
    ['123456789012', '1,23457E+11', 'in the way they are written'],
  ])('%j and %j are spellings of one', (one, two, difference) => {
    expect(isSpelledLike(one, two)).toBe(true);
    expect(isSpelledLike(two, one)).toBe(true);
    expect(spellingDifference(one, two)).toBe(difference);
  });

  it.each([
    ['101', '1010'],
    ['101', '110'],
    ['0', '00a'],
    ['A-1', 'A-2'],
    ['AB', 'BA'],
    ['1.5', '15'],
    ['1.23457E+11', '123458789012'],
    ['E1', 'F1'],
  ])('%j and %j are two', (one, two) => {
    expect(isSpelledLike(one, two)).toBe(false);
  });

  it('are one whatever is put into one of them that nobody sees', () => {
    const unseen = fc.constantFrom('\u200b', '\u200e', '\u2060', '\ufeff', '\u00ad', ' ', '\u00a0');
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/), unseen, fc.nat(), (id, mark, at) => {
        const place = at % (id.length + 1);
        expect(isSpelledLike(id.slice(0, place) + mark + id.slice(place), id)).toBe(true);
      }),
    );
  });
});
