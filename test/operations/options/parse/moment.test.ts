import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginningOf, endOf } from '../../../../src/operations/options/parse/moment.js';
import { setTimeZone } from '../../../support/time-zone.js';

describe('a date or time of an option', () => {
  let restore = (): void => {};
  beforeEach(() => {
    restore = setTimeZone('Europe/Berlin');
  });
  afterEach(() => restore());

  it.each([
    ['2026-03-01', '2026-02-28T23:00:00.000Z', '2026-03-01T22:59:59.999Z'],
    ['2024-02-29', '2024-02-28T23:00:00.000Z', '2024-02-29T22:59:59.999Z'],
    ['2026-03-01T08:30', '2026-03-01T07:30:00.000Z', '2026-03-01T07:30:59.999Z'],
    ['2026-07-01T08:30', '2026-07-01T06:30:00.000Z', '2026-07-01T06:30:59.999Z'],
    ['2026-03-01T08:30Z', '2026-03-01T08:30:00.000Z', '2026-03-01T08:30:59.999Z'],
    ['2026-03-01T08:30:05Z', '2026-03-01T08:30:05.000Z', '2026-03-01T08:30:05.999Z'],
    ['2026-03-01T08:30:05.250Z', '2026-03-01T08:30:05.250Z', '2026-03-01T08:30:05.250Z'],
    ['2026-03-01T00:30+01:00', '2026-02-28T23:30:00.000Z', '2026-02-28T23:30:59.999Z'],
    ['2026-03-01T00:30-05:00', '2026-03-01T05:30:00.000Z', '2026-03-01T05:30:59.999Z'],
  ])(
    '%s is in the zone of the machine unless it names another, from %s to %s',
    (text, begins, ends) => {
      expect([beginningOf(text), endOf(text)]).toEqual([begins, ends]);
    },
  );

  it('stays an instant of four digits at the end of time, which sorts as a text', () => {
    expect(beginningOf('0000-01-01')).toBe('0000-01-01T00:00:00.000Z');
    expect(endOf('9999-12-31T23:00-05:00')).toBe('9999-12-31T23:59:59.999Z');
  });

  it.each([
    ...['', 'yesterday', '2026', '2026-3-1', '01.03.2026', '2026-02-30', '2026-13-01'],
    ...['2026-03-01T25:00', '2026-03-01T08', '2026-03-01Z', '2026-03-01T24:01'],
  ])('is not "%s", which is refused with an example', (text) => {
    for (const parse of [beginningOf, endOf]) {
      expect(() => parse(text)).toThrow('such as 2026-03-01 or 2026-03-01T08:30 (in the time zone');
    }
  });
});
