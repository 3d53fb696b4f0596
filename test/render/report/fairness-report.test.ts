import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fairnessText } from '../../../src/render/fairness/text.js';
import { FAIRNESS_STATES, fairnessHtml, madeUpFairness } from '../../support/fairness-reports.js';
import { htmlFaults } from '../../support/html-faults.js';

const STATES = Object.entries(FAIRNESS_STATES);

describe('the report on groups', () => {
  it.each(STATES)('is valid HTML: %s', async (_, report) => {
    expect(await htmlFaults(fairnessHtml(report))).toEqual([]);
  });

  it.each(STATES)('has no style attribute, script or address of another host: %s', (_, report) => {
    const text = fairnessHtml(report);
    const tags = text.replace(/"[^"]*"/g, '""').match(/<[a-z][^>]*>/gi) ?? [];
    expect(tags.join('\n')).not.toMatch(/<script|<b>|<i>|\s(style|on[a-z]+)=/);
    expect(text.match(/(src|href)="(?!#|data:)[^"]*"/g)).toBeNull();
  });

  it('says first whether there are differences, and who is worse off', () => {
    const report = FAIRNESS_STATES['with differences'];
    const lines = report ? [...fairnessText(report)] : [];
    expect(lines[2]).toMatch(/^\d+ of 48 comparisons show a difference between groups\.$/);
    const first = lines.find((line) => line.startsWith('- '));
    expect(first).toContain('Higher in Production, Assembly Line 4');
    const html = report ? fairnessHtml(report) : '';
    expect(html.indexOf('comparisons show a difference')).toBeLessThan(html.indexOf('<h3>'));
  });

  it('says that no difference is no proof', () => {
    const report = FAIRNESS_STATES['without differences'];
    const text = report ? [...fairnessText(report)].slice(0, 6).join(' ') : '';
    expect(text).toContain('That does not show that there is none');
  });

  it('says what the file holds, and when to delete it', () => {
    const report = madeUpFairness(['department'], [{ values: ['Sales'], users: 30 }]);
    const html = fairnessHtml(report, { expires: '2027-01-31' });
    expect(html).toContain('Delete this file after January 31, 2027.');
    expect(html).toContain('holds figures and no faces, user IDs, names or file names');
  });

  it('has no rate without its unit, and no line that is too long for a terminal', () => {
    for (const [, report] of STATES) {
      const lines = [...fairnessText(report)];
      const long = lines.filter((line) => stringWidth(line) > 80 && line.includes(' '));
      expect(long.filter((line) => !/\S{70}/.test(line))).toEqual([]);
      expect(lines.filter((line) => /\d\.\d+e-\d/.test(line))).toEqual([]);
    }
  });
});
