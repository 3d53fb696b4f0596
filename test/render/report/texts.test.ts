import { describe, expect, it } from 'vitest';
import { html, textOf } from '../../../src/render/html.js';
import { ENGLISH_REPORTS } from '../../../src/render/report/texts.js';

describe('the texts of reports', () => {
  it('have numbers and dates as people write them, in UTC', () => {
    const { number, percent, day, instant } = ENGLISH_REPORTS;
    expect(number(1478)).toBe('1,478');
    expect(number(0.5, 2)).toBe('0.50');
    expect(percent(0.123)).toBe('12%');
    expect(day('2027-01-31')).toBe('January 31, 2027');
    expect(instant('2026-11-30T06:55:09.123Z')).toBe('November 30, 2026 at 06:55:09 UTC');
  });

  it('escape what stands in them, but HTML', () => {
    const text = ENGLISH_REPORTS.html('document.expires', { day: html`<bdi>${'<1>'}</bdi>` });
    expect(textOf(text)).toBe('Delete this file after <bdi>&lt;1&gt;</bdi>.');
  });
});
