import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkUserId } from '../../src/domain/user-id.js';

const message = (userId: string, allowOdd = false) => checkUserId(userId, allowOdd)?.message;

describe('a user ID', () => {
  it.each([
    ...['1001', '001003', 'A-17', 'anna.smith@example.com', 'Müller', '田中', "O'Brien", 'O’Brien'],
    ...[
      'emp 12',
      '12E3',
      '1.5',
      '10.0.1',
      '1-2',
      '2026-001',
      '12-2026',
      '31.13.2026',
      '#7',
      'Nan Goldin',
    ],
    ...['Nullmeyer', 'می‌خواهم', 'क्‍ष', '(7)', 'x"y', 'São Paulo', '=7', '+49', 'E+11', '1E5'],
  ])('may be %s', (userId) => expect(checkUserId(userId)).toBeUndefined());

  it.each([
    ['10\u200b01', /U\+200B \(zero width space\)$/],
    ['\u202a1001', /U\+202A \(left-to-right embedding\)$/],
    ['1001\u2069', /cannot be seen, U\+2069$/],
    ['\ufeff1001', /^the user ID "\\ufeff1001" begins with a space \(U\+FEFF\)$/],
    ['10\ufeff01', /U\+FEFF \(byte order mark\)$/],
    ['10\u00a001', /U\+00A0 \(no-break space\)$/],
    ['10\u00ad01', /U\+00AD \(soft hyphen\)$/],
    ['a\u200db', /U\+200D \(zero width joiner\)$/],
    ['10\u{e0041}01', /U\+E0041$/],
    ['J\ufffdrg', /a letter is lost\)$/],
    ['10\ud80001', /U\+D800$/],
    ['#N/A', /error that a spreadsheet/],
    ['#REF!', /error that a spreadsheet/],
    ['#BEZUG!', /error that a spreadsheet/],
    ['#¿NOMBRE?', /error that a spreadsheet/],
    ['#DIV/0!', /error that a spreadsheet/],
    ['Err:502', /error that a spreadsheet/],
    ['#NV', /error that a spreadsheet/],
    ['#N/A N/A', /error that a spreadsheet/],
    ['#PRÓBA', /error that a spreadsheet/],
    ['#数値!', /error that a spreadsheet/],
    ['=A1', /is a formula$/],
    ["='1005'", /is a formula$/],
    ['WAHR', /for yes and no$/],
    ['TRUE', /for yes and no$/],
    ['<NA>', /no value$/],
    ['[object Object]', /no value$/],
    ['10\uffff01', /U\+FFFF$/],
    ['1005\u2032', /U\+2032/],
    ['1.5E3', /shortened$/],
    ['1.23457E11', /shortened$/],
    ['1005.', /as programs write "1005"$/],
    ['02/01/26', /is a date/],
    ['1899-12-30', /is a date/],
    ['12:30:00', /is a time/],
    ['12:30 PM', /is a time/],
    ['NULL', /no value$/],
    ['nan', /no value$/],
    ['(null)', /no value$/],
    ['None', /no value$/],
    ['n/a', /no value$/],
    ['\\N', /no value$/],
    ['1.23457E+11', /shortened$/],
    ['1,2e+12', /shortened$/],
    ['5E-07', /shortened$/],
    ['1005.0', /as programs write "1005"$/],
    ['1005,00', /as programs write "1005"$/],
    ["'001003", /the mark ' \(U\+0027\)$/],
    ['“1004”', /the mark “ \(U\+201C\)$/],
    ['1004”', /the mark ” \(U\+201D\)$/],
    ['„1004“', /the mark „ \(U\+201E\)$/],
    ['«1004»', /the mark « \(U\+00AB\)$/],
    ['`1004`', /the mark ` \(U\+0060\)$/],
    ['‘1004’', /the mark ‘ \(U\+2018\)$/],
    ['1-Mar', /is a date/],
    ['01. Mrz', /is a date/],
    ['Mar-01', /is a date/],
    ['31.12.2026', /is a date/],
    ['2026-12-31 00:00:00', /is a date/],
    ['???', /neither a letter nor a digit$/],
    ['-', /neither a letter nor a digit$/],
    ['JosÃ©', /looks like "José", read in another encoding/],
    ['MÃ¼ller', /looks like "Müller"/],
  ])('that is hardly any person’s names what is odd: %j', (userId, told) => {
    const failure = checkUserId(userId);
    expect(failure?.code).toBe('USER_ID_INVALID');
    expect(failure?.message).toMatch(told);
    if (userId.trim() === userId) {
      expect(failure?.advice).toContain('--allow-odd-ids');
      expect(checkUserId(userId, true)).toBeUndefined();
    }
  });

  it('cannot be empty, begin or end with a space, have a line break, or be a text', () => {
    for (const allowOdd of [false, true]) {
      expect(checkUserId(' \u3000', allowOdd)?.code).toBe('USER_ID_MISSING');
      expect(message(' 7', allowOdd)).toBe('the user ID " 7" begins with a space (U+0020)');
      expect(message('7\u00a0', allowOdd)).toBe('the user ID "7\u00a0" ends with a space (U+00A0)');
      expect(message('7\n8', allowOdd)).toBe('the user ID "7\\u000a8" has a line break (U+000A)');
      expect(message('7\u20288', allowOdd)).toContain('has a line break (U+2028)');
      expect(message('7\t8', allowOdd)).toContain('has a control character (U+0009)');
      expect(message('x'.repeat(257), allowOdd)).toContain('has 257 characters; at most 256');
      expect(checkUserId('x'.repeat(256), allowOdd)).toBeUndefined();
    }
  });

  it('of letters, digits and common marks is always taken', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z]{1,3}[0-9]{1,10}(-[A-Za-z0-9]{1,5}x)?$/),
        (userId) => {
          expect(checkUserId(userId)).toBeUndefined();
        },
      ),
    );
  });
});
