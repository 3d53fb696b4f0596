import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodOf } from '../../src/domain/iso-date.js';

const at = (...local: [number, number, number, number?, number?, number?, number?]): number =>
  new Date(...local).getTime();

describe('a date', () => {
  it('is that day in the time zone of the machine, from its first moment to its last', () => {
    expect(periodOf('2026-12-31')).toEqual({ begins: at(2026, 11, 31), ends: at(2027, 0, 1) });
    expect(periodOf('2024-02-29')).toEqual({ begins: at(2024, 1, 29), ends: at(2024, 2, 1) });
  });

  it.each([
    ['2026-12-31T18:00', at(2026, 11, 31, 18)],
    ['2026-12-31 18:00:05', at(2026, 11, 31, 18, 0, 5)],
    ['2026-12-31T18:00:05.25', at(2026, 11, 31, 18, 0, 5, 250)],
    ['2026-12-31T18:00:00Z', Date.UTC(2026, 11, 31, 18)],
    ['2026-12-31t18:00z', Date.UTC(2026, 11, 31, 18)],
    ['2026-12-31T18:00:00+01:00', Date.UTC(2026, 11, 31, 17)],
    ['2026-12-31T18:00:00-0530', Date.UTC(2026, 11, 31, 23, 30)],
    ['2026-12-31T18:00:00,999999999-05', Date.UTC(2026, 11, 31, 23, 0, 0, 999)],
    [' 2026-12-31T00:00Z ', Date.UTC(2026, 11, 31)],
  ])('with a time is one moment: %s', (text, moment) => {
    expect(periodOf(text)).toEqual({ begins: moment, ends: moment });
  });

  it.each([
    ...['', ' ', 'soon', '31.12.2026', '12/31/2026', '2026-1-1', '20261231', '2026-12', '2026'],
    ...['2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', '2026-10-00', '0226-01-01'],
    ...['2026-12-31T24:00', '2026-12-31T18', '2026-12-31T18:60', '2026-12-31T18:00:61'],
    ...['2026-12-31T18:00+24:00', '2026-12-31T18:00+01:60', '2026-12-31Z', '2026-12-31T18:00 UTC'],
    ...['46022', '2026-12-31\n2027-01-01', '٢٠٢٦-12-31'],
  ])('is not %j', (text) => {
    expect(periodOf(text)).toBeUndefined();
  });

  it('is read back for every moment that JavaScript writes', () => {
    const range = { min: new Date('1900-01-01T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z') };
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
        expect(periodOf(date.toISOString())?.begins).toBe(date.getTime());
      }),
    );
  });
});
