import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAltered, unwrapped } from '../../../src/domain/spreadsheet/altered.js';

describe('a cell that a spreadsheet has opened and saved', () => {
  it.each([
    // What LibreOffice 7.4 and Excel make of cells on opening and saving a CSV.
    ['001003', '1003'],
    ['0301234', '301234'],
    ['000', '0'],
    ['+491711234567', '491711234567'],
    ['+491711234567', '4.91711E+11'],
    ['123456789012', '1.23457E+11'],
    ['123456789012', '1,23457E+11'],
    ['12345678901234567890', '1.23456789012346E+019'],
    ['12345678901234567890', '12345678901234600000'],
    ['12345678901234567890', '12345678901234500000'],
    ['9999996', '1E+07'],
    ['1E5', '100000'],
    ['1E5', '1.00E+05'],
    ['12E3', '12000'],
    ['1005', '1005.0'],
    ['1005', '1,005'],
    ['1234567', '1.234.567'],
    ['1.50', '1.5'],
    ['5%', '5.00%'],
    ['-007', '-7'],
    ['true', 'TRUE'],
    ['2026-12-31', '31.12.2026'],
    ['2026-12-31', '12/31/26'],
    ['2026-12-31', '46387'],
    ['3/4', '03/04/26'],
    ['1-2', '01. Feb'],
    ['1-2', '2-Jan'],
    ['MAR1', '1-Mar'],
    ['MAR1', '01. Mrz'],
    ['SEPT2', '02-Sep'],
    ['2-3', '02. März 2026'],
    ['2026-08-01', '1 août 2026'],
    ['DEC 2001', 'Dec-01'],
    ['8:30', '08:30:00 AM'],
    ['00:10', '12:10:00 AM'],
    ['2026-12-31 18:00', '31.12.2026 18:00'],
    ['José Müller', 'JosÃ© MÃ¼ller'],
    ['Łukasz', 'Å\u0081ukasz'],
    ['Łukasz', 'Åukasz'],
    ['Łukasz', '?ukasz'],
    ['Łukasz Đorđe', 'Å\uf181ukasz Ä\uf190orÄ‘e'],
    ['Иван', 'Ð˜Ð²Ð°Ð½'],
    ['\ufeffuser_id', 'ï»¿user_id'],
    ['two\r\nlines', 'two\nlines'],
    [' 1001', '1001'],
    ['1001\u00a0A', '1001 A'],
    ['="001005"', '001005'],
    ['="001005"', '1005'],
    ["'001005", '001005'],
    ['=1+x', '#NAME?'],
    ['2026-12-31', '########'],
    ['10\u200b01', '1001'],
  ])('%j may have become %j', (before, now) => {
    expect(isAltered(before, now)).toBe(true);
  });

  it.each([
    ['001003', '1004'],
    ['1003', '001003'],
    ['01003', '001003'],
    ['001003', '10030'],
    ['123456789012', '1.23458E+11'],
    ['123456789012', '1.23457E+12'],
    ['1003', '-1003'],
    ['1003', 'A1003'],
    ['1.5', '15'],
    ['2026-12-31', '30.12.2026'],
    ['2026-12-31', '31.12.2027'],
    ['MAR1', '2-Mar'],
    ['maria1', 'martin1'],
    ['Dean 12', 'Dec-12'],
    ['8:30', '08:31:00'],
    ['8:30', '08:30:00 PM'],
    ['José', 'JosÃ¨'],
    ['José', 'Jose'],
    ['Ann', 'Anne'],
    ['x.jpg', '1001.jpg'],
    ['1001', ''],
    ['', '1001'],
    ['true', 'FALSE'],
    ['1-2', '1-3'],
  ])('%j has been changed by somebody into %j', (before, now) => {
    expect(isAltered(before, now)).toBe(false);
  });

  it('has lost its zeros and is known for any number of them', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 9 }), (value, zeros) => {
        const before = '0'.repeat(zeros) + value;
        expect(isAltered(before, String(value))).toBe(zeros > 0);
      }),
    );
  });

  it('is known in scientific notation of any precision, and no other number is taken for it', () => {
    const digits = fc.stringMatching(/^[1-9]\d{11,17}$/);
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 9 }), (before, decimals) => {
        const now = Number(before).toExponential(decimals).replace('e', 'E');
        expect(isAltered(before, now)).toBe(true);
        const next = (Number(before) * 1.5).toExponential(decimals + 2);
        expect(isAltered(before, next)).toBe(false);
      }),
    );
  });

  it('is known after any misreading of its UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (before) => {
        const now = new TextDecoder('windows-1252').decode(Buffer.from(before), { stream: true });
        expect(now === before || isAltered(before, now)).toBe(true);
      }),
    );
  });

  it('is never known from itself', () => {
    fc.assert(fc.property(fc.string(), (cell) => !isAltered(cell, cell)));
  });
});

describe('a text that is written as a formula', () => {
  it.each([
    ['="001002"', '001002'],
    ['="a ""b"""', 'a "b"'],
    ['=001002', '=001002'],
    ['="a"&"b"', '="a"&"b"'],
    ['001002', '001002'],
    ['=""', ''],
  ])('%s is read as %s', (cell, text) => expect(unwrapped(cell)).toBe(text));
});
