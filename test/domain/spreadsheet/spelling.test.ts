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
    ['987654321098', '9.87654e11', 'in the way they are written'],
    ['9876543210987654', '9876543210987650', 'in the way they are written'],
    ['98765432109876543210', '98765432109876500000', 'in the way they are written'],
    ['+43660123456', '43660123456', 'in the way they are written'],
    ['2E4', '20000', 'in the way they are written'],
    ['4.20', '4.2', 'in the way they are written'],
    ['12.000', '12000', 'in the way they are written'],
    ['7,25', '7.25', 'in the way they are written'],
    ['9:15', '09:15:00', 'in the way they are written'],
    ['20%', '0.2', 'in the way they are written'],
    ['(31)', '-31', 'in the way they are written'],
    ['APR2', '46114', 'in the way they are written'],
    ['3-4', '03. Apr', 'in the way they are written'],
    ['3-4', '4-Mar', 'in the way they are written'],
    ['3-4', '2026-03-04', 'in the way they are written'],
    ['Jäger', 'J?ger', 'in the way they are written'],
    ['Jäger', 'JÃ¤ger', 'in the way they are written'],
    ['K-22', 'K\u201322', 'in the way they are written'],
    ['K-22', 'K\u201122', 'in the way they are written'],
    ["D'Arcy", 'D’Arcy', 'in the way they are written'],
    ['202', '"202."', 'in the way they are written'],
    ['Groß', 'GROSS', 'in upper and lower case'],
    ['İnci', 'inci', 'in upper and lower case'],
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
    ['2E4', '23456'],
    ['3-4', '4-3'],
    ['10-20-30', '20-10-30'],
    ['46114', '46115'],
    ['12', '1-11'],
    ['APR2', 'APR3'],
    ['5', '5%'],
    ['31', '(31)'],
    ['9:15', '9:16'],
    ['Jäger', 'Jöger'],
    ['9876543210987654', '9876543210987655'],
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
