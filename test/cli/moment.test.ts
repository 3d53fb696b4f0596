import { describe, expect, it } from 'vitest';
import { beginningOf, endOf } from '../../src/cli/moment.js';

describe('a date or time of an option', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z', '2026-03-01T23:59:59.999Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2026-03-01T08:30', '2026-03-01T08:30:00.000Z', '2026-03-01T08:30:59.999Z'],
    ['2026-03-01T08:30Z', '2026-03-01T08:30:00.000Z', '2026-03-01T08:30:59.999Z'],
    ['2026-03-01T08:30:05Z', '2026-03-01T08:30:05.000Z', '2026-03-01T08:30:05.999Z'],
    ['2026-03-01T08:30:05.250Z', '2026-03-01T08:30:05.250Z', '2026-03-01T08:30:05.250Z'],
    ['2026-03-01T00:30+01:00', '2026-02-28T23:30:00.000Z', '2026-02-28T23:30:59.999Z'],
  ])('%s is UTC unless it says otherwise, from %s to %s', (text, begins, ends) => {
    expect([beginningOf(text), endOf(text)]).toEqual([begins, ends]);
  });

  it.each([
    ...['', 'yesterday', '2026', '2026-3-1', '01.03.2026', '2026-02-30', '2026-13-01'],
    ...['2026-03-01T25:00', '2026-03-01T08', '2026-03-01 08:30', '2026-03-01Z', ' 2026-03-01'],
  ])('is not "%s", which is refused with an example', (text) => {
    for (const parse of [beginningOf, endOf]) {
      expect(() => parse(text)).toThrow('such as 2026-03-01 or 2026-03-01T08:30 (UTC)');
    }
  });
});
