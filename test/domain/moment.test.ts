import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { instantText, isInstant, namedTime } from '../../src/domain/moment.js';
import { setTimeZone } from '../support/time-zone.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let restore = (): void => {};
afterEach(() => restore());

const inZone = (zone: string): void => {
  restore();
  restore = setTimeZone(zone);
};

/** From when to when a text names, in UTC. */
const named = (text: string): readonly string[] => {
  const found = namedTime(text);
  return found ? [found.begins, found.ends].map((at) => new Date(at).toISOString()) : [];
};

describe('a date alone', () => {
  it.each([
    ['UTC', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['Europe/Berlin', '2026-12-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ['America/New_York', '2026-12-31T05:00:00.000Z', '2027-01-01T05:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-12-30T10:00:00.000Z', '2026-12-31T10:00:00.000Z'],
  ])('is that day in %s, where the machine is', (zone, begins, ends) => {
    inZone(zone);
    expect(named('2026-12-31')).toEqual([begins, ends]);
    expect(namedTime('2026-12-31')?.isDay).toBe(true);
  });

  it('is as long as that day is where clocks change', () => {
    inZone('Europe/Berlin');
    const hours = ['2026-03-29', '2026-10-25', '2026-10-26'].map((day) => {
      const { begins = 0, ends = 0 } = namedTime(day) ?? {};
      return (ends - begins) / HOUR;
    });
    expect(hours).toEqual([23, 25, 24]);
  });

  it('begins when the day does where it has no midnight', () => {
    inZone('America/Santiago');
    expect(named('2026-09-06')).toEqual(['2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z']);
  });

  it.each([
    ...['2024-02-29', '2000-02-29', '2028-02-29', '0000-02-29', '2026-02-28'],
    ...['0099-12-31', '9999-12-31'],
  ])('may be %s', (day) => {
    inZone('UTC');
    expect(namedTime(day)?.begins).toBe(Date.parse(`${day}T00:00Z`));
  });

  it.each([
    ...['2026-02-29', '1900-02-29', '2100-02-29', '2026-02-30', '2026-04-31', '2026-00-10'],
    ...['2026-10-00', '2026-13-01'],
  ])('is not %s, which is in no calendar', (day) => {
    expect(namedTime(day)).toBeUndefined();
    expect(namedTime(`${day}T00:00Z`)).toBeUndefined();
  });
});

describe('a time', () => {
  it.each([
    ['2026-12-31T18:00Z', '2026-12-31T18:00:00.000Z', MINUTE],
    ['2026-12-31t18:00z', '2026-12-31T18:00:00.000Z', MINUTE],
    ['2026-12-31 18:00:05Z', '2026-12-31T18:00:05.000Z', 1000],
    ['2026-12-31T18:00:05.2Z', '2026-12-31T18:00:05.200Z', 1],
    ['2026-12-31T18:00:05,999999999Z', '2026-12-31T18:00:05.999Z', 1],
    ['2026-12-31T18:00:00+01:00', '2026-12-31T17:00:00.000Z', 1000],
    ['2026-12-31T18:00+0530', '2026-12-31T12:30:00.000Z', MINUTE],
    ['2026-12-31T18:00-0530', '2026-12-31T23:30:00.000Z', MINUTE],
    ['2026-12-31T18:00-05', '2026-12-31T23:00:00.000Z', MINUTE],
    ['2026-12-31T18:00-00:00', '2026-12-31T18:00:00.000Z', MINUTE],
    ['2026-12-31T18:00+23:59', '2026-12-30T18:01:00.000Z', MINUTE],
    ['2026-12-31T24:00Z', '2027-01-01T00:00:00.000Z', MINUTE],
    ['2026-12-31T24:00:00.000+01:00', '2026-12-31T23:00:00.000Z', 1],
    [' 2026-12-31T00:00Z\n', '2026-12-31T00:00:00.000Z', MINUTE],
  ])('with a zone is what it says, wherever the machine is: %s', (text, begins, lasts) => {
    for (const zone of ['UTC', 'Asia/Kolkata', 'America/Los_Angeles']) {
      inZone(zone);
      const at = Date.parse(begins);
      expect(namedTime(text)).toEqual({ begins: at, ends: at + lasts, isDay: false });
    }
  });

  it.each([
    ['2026-12-31T18:00', '2026-12-31T12:30:00.000Z'],
    ['2026-12-31 18:00:05', '2026-12-31T12:30:05.000Z'],
    ['2026-12-31T18:00:05.25', '2026-12-31T12:30:05.250Z'],
    ['2026-12-31T24:00', '2026-12-31T18:30:00.000Z'],
  ])('without a zone is in that of the machine: %s', (text, begins) => {
    inZone('Asia/Kolkata');
    expect(named(text)[0]).toBe(begins);
  });

  it.each([
    ...['', ' ', 'soon', '31.12.2026', '12/31/2026', '2026-1-1', '20261231', '2026-12', '2026'],
    ...['2026-12-31T24:01', '2026-12-31T24:00:01', '2026-12-31T24:00:00.001', '2026-12-31T25:00'],
    ...['2026-12-31T18', '2026-12-31T18:60', '2026-12-31T18:00:60', '2026-12-31T18:00:61'],
    ...['2026-12-31T18:00+24:00', '2026-12-31T18:00+01:60', '2026-12-31T18:00+1', '2026-12-31Z'],
    ...['2026-12-31T18:00 UTC', '2026-12-31T18:00.5Z', '46022', '2026-12-31\n2027-01-01'],
    ...['٢٠٢٦-12-31', '+002026-12-31', '2026-12-31T18:00Z[UTC]'],
  ])('is not %j', (text) => {
    expect(namedTime(text)).toBeUndefined();
  });
});

describe('what is printed', () => {
  const moments = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns');

  it('is read back as the same moment in every time zone', () => {
    fc.assert(
      fc.property(moments, zones, (date, zone) => {
        inZone(zone);
        const text = instantText(date.getTime());
        expect(isInstant(text)).toBe(true);
        expect(namedTime(text)?.begins).toBe(date.getTime());
        // As audit rows are listed: to the second.
        const second = namedTime(text.replace(/\.\d+Z$/, 'Z'));
        expect(second?.begins).toBe(date.getTime() - date.getUTCMilliseconds());
        expect(second?.ends).toBe((second?.begins ?? 0) + 1000);
      }),
    );
  });

  it('is an instant to the letter, and nothing that only means one is', () => {
    for (const text of [
      ...['2026-02-30T00:00:00.000Z', '2026-03-01T00:00:00Z', '2026-03-01t00:00:00.000z'],
      ...['2026-03-01T00:00:00.000+00:00', ' 2026-03-01T00:00:00.000Z', '2026-03-01', 'soon'],
      '2026-03-01T24:00:00.000Z',
    ]) {
      expect(isInstant(text)).toBe(false);
    }
  });
});
