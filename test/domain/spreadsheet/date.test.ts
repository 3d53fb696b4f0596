import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notIso8601 } from '../../../src/domain/spreadsheet/date.js';
import { periodOf } from '../../../src/domain/user-dates.js';

describe('a text that is no date of ISO 8601', () => {
  it.each([
    ['31.12.2026', '; in ISO 8601 that is 2026-12-31'],
    ['12/31/2026', '; in ISO 8601 that is 2026-12-31'],
    ['31.12.26 18:00', '; in ISO 8601 that is 2026-12-31T18:00'],
    ['12/31/2026 6:05:09 PM', '; in ISO 8601 that is 2026-12-31T18:05:09'],
    ['46387.75', ', as spreadsheets count days; in ISO 8601 that is 2026-12-31T18:00'],
    ['1899-12-31', ', which is no date from 1900 to 9999'],
    ['2026-1-1', '; in ISO 8601 that is 2026-01-01'],
    ['2026/07/15', '; in ISO 8601 that is 2026-07-15'],
    ['15-Jul-2026', '; in ISO 8601 that is 2026-07-15'],
    ['3/4/2026', '; in ISO 8601 that is 2026-03-04 or 2026-04-03'],
    ['46387', ', as spreadsheets count days; in ISO 8601 that is 2026-12-31'],
    ['1', ', which is no date'],
    ['20261231', ', which is no date'],
    ['31.02.2026', ', which is no date'],
    ['soon', ', which is no date'],
    ['2026', ', which is no date'],
    ['3/4', ', which is no date'],
  ])('%s is told with what it means', (text, told) => expect(notIso8601(text)).toBe(told));

  it('is never told with what is no date itself', () => {
    const day = fc.date({
      min: new Date('1930-01-01'),
      max: new Date('2170-12-31'),
      noInvalidDate: true,
    });
    const country = fc.constantFrom('de-DE', 'en-US', 'en-GB', 'fr-CA', 'ja-JP', 'nl-NL');
    fc.assert(
      fc.property(day, country, (date, locale) => {
        const text = date.toLocaleDateString(locale, { timeZone: 'UTC' });
        const proposed = notIso8601(text).match(/\d{4}-\d{2}-\d{2}/g) ?? [];
        expect(proposed).toContain(date.toISOString().slice(0, 10));
        for (const one of proposed) expect(periodOf(one)).toBeDefined();
      }),
    );
  });
});
