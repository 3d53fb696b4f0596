import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReportLook } from '../../../src/domain/run-report.js';
import { html } from '../../../src/render/html.js';
import { document, type ReportHead } from '../../../src/render/report/document.js';
import { foreign, section, table, tiles } from '../../../src/render/report/parts.js';
import { ENGLISH_REPORTS } from '../../../src/render/report/texts.js';
import { htmlFaults } from '../../support/html-faults.js';

const LOOK: ReportLook = {
  reportId: '0c7a3f52-93a5-4d8e-b1f0-6a2d1e5c4b39',
  anonymous: false,
  expires: undefined,
  writtenAt: '2026-11-30T06:55:00.000Z',
  version: '0.1.0',
};

const LISTED = { id: 'people', title: 'People & more' };

function report(look: Partial<ReportLook> = {}, holds: ReportHead['holds'] = 'faces'): string {
  const head: ReportHead = {
    ...{ title: 'A <title>', subtitle: foreign('<b>'), texts: ENGLISH_REPORTS },
    ...{ look: { ...LOOK, ...look }, holds, contents: [LISTED] },
  };
  const body = html`${tiles([{ label: 'failed', value: '3', note: 'of 5', isBad: true }])}
${table('Codes', [{ heading: 'code' }, { heading: 'photos', isNumber: true }], [['<i>', 3]])}`;
  return [...document(head, [section(LISTED, body)])].join('');
}

describe('the document of a report', () => {
  it.each([
    ['with faces', report()],
    ['anonymous, to be deleted', report({ anonymous: true, expires: '2027-01-31' })],
    ['of figures', report({}, 'figures')],
  ])('is valid HTML, %s', async (_, text) => {
    expect(await htmlFaults(text)).toEqual([]);
  });

  it('allows its own style and pictures within it, and nothing else', () => {
    const text = report();
    const [, policy = ''] =
      /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(text) ?? [];
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(text) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; img-src data:; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/<script|\sstyle="|https?:/);
  });

  it('lists its sections, and how to treat the file', () => {
    const links = [...report().matchAll(/<li><a href="#(.*)">(.*)<\/a><\/li>/g)];
    expect(links.map(([, id, title]) => [id, title])).toEqual([
      ['people', 'People &amp; more'],
      ['keeping', 'What this file holds, and how to treat it'],
    ]);
    for (const [, id] of links) expect(report()).toContain(`<section id="${id}"`);
  });

  it('says how to treat what it holds', () => {
    expect(report()).toContain('This file holds pictures of faces');
    expect(report()).toContain('A purge of the database cannot reach this file');
    expect(report({ anonymous: true })).not.toContain('This file holds pictures of faces');
    expect(report({ anonymous: true })).toContain('Row numbers were not');
    expect(report({ anonymous: true }, 'figures')).toContain('This file holds figures');
  });

  it('names the day on which it is to be deleted, at its beginning and end', () => {
    const text = report({ expires: '2027-01-31' });
    expect(text.match(/deleted? (this file )?after January 31, 2027\./gi)).toHaveLength(2);
    expect(report()).not.toContain('2027');
  });
});
