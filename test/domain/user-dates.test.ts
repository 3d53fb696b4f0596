import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSamePeriod, periodOf } from '../../src/domain/user-dates.js';
import { setTimeZone } from '../support/time-zone.js';

let restore = (): void => {};
beforeEach(() => {
  restore = setTimeZone('Europe/Berlin');
});
afterEach(() => restore());

describe('a date of a user', () => {
  it('is past when its day has ended in the time zone of the machine', () => {
    expect(periodOf('2026-12-31')).toEqual({
      begins: Date.UTC(2026, 11, 30, 23),
      ends: Date.UTC(2026, 11, 31, 23),
    });
  });

  it('with a time is past as soon as that moment is there, not when its minute has ended', () => {
    const moment = Date.UTC(2026, 11, 31, 17);
    for (const text of ['2026-12-31T18:00', '2026-12-31T18:00:00', '2026-12-31T17:00:00.000Z']) {
      expect(periodOf(text)).toEqual({ begins: moment, ends: moment });
    }
  });

  it('is of no year before 1900, which is a slip of the pen', () => {
    expect(periodOf('1900-01-01')).toBeDefined();
    for (const text of ['1899-12-31', '0226-01-01', ' 0226-01-01T00:00Z']) {
      expect(periodOf(text)).toBeUndefined();
    }
  });

  it('is not a text that names none', () => {
    for (const text of ['', ' ', 'soon', '31.12.2026', '2025-02-29', '2026-12-31T24:01']) {
      expect(periodOf(text)).toBeUndefined();
    }
  });
});

describe('two dates', () => {
  it.each([
    ['2026-12-31', ' 2026-12-31 ', true],
    ['2026-12-31T18:00', '2026-12-31 18:00:00', true],
    ['2026-12-31T18:00+01:00', '2026-12-31T17:00Z', true],
    ['2026-12-31T24:00', '2027-01-01T00:00', true],
    ['2026-12-31', '2026-12-31T00:00', false],
    ['soon', 'soon', false],
  ])('%j and %j stand for the same: %s', (one, other, isSame) => {
    expect(isSamePeriod(one, other)).toBe(isSame);
  });
});
