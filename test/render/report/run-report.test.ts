import { describe, expect, it } from 'vitest';
import { type FailedPhoto, PAGE_SIZE } from '../../../src/domain/run-report.js';
import { runReport } from '../../../src/render/report/run-report.js';
import { htmlFaults } from '../../support/html-faults.js';
import {
  fileOf,
  HOSTILE_IDS,
  type MadeUp,
  madeUpReport,
  PAIRS,
  REPORT_STATES,
  SOME_FAILURES,
} from '../../support/run-reports.js';

const STATES = Object.entries(REPORT_STATES);

/** The text of a report of one file, as it is read. */
async function readable(wanted: MadeUp): Promise<string> {
  const [text = ''] = (await madeUpReport(wanted)).values();
  return text
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<wbr>|<\/?(code|bdi|strong|span|a)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

describe('the report on a run', () => {
  it.each(STATES)('is valid HTML: %s', async (_, wanted) => {
    for (const text of (await madeUpReport(wanted)).values()) {
      expect(await htmlFaults(text)).toEqual([]);
    }
  });

  it.each(STATES)(
    'has no style attribute, script or address of another host: %s',
    async (_, wanted) => {
      for (const text of (await madeUpReport(wanted)).values()) {
        const names = text.replace(/"[^"]*"/g, '""').match(/<[a-z][^>]*>/gi) ?? [];
        expect(names.join('\n')).not.toMatch(/<script|\s(style|on[a-z]+)=/);
        expect(text.match(/(src|href)="(?!#|data:|run)[^"]*"/g)).toBeNull();
      }
    },
  );

  it.each(STATES)('leads nowhere that is not there: %s', async (_, wanted) => {
    const files = await madeUpReport(wanted);
    for (const [name, text] of files) {
      for (const [, address = ''] of text.matchAll(/<a href="([^"]*)"/g)) {
        const [file = '', id] = address.split('#');
        const target = files.get(file === '' ? name : decodeURIComponent(file));
        expect(target, address).toBeDefined();
        if (id !== undefined) expect(target, address).toContain(`id="${id}"`);
      }
    }
  });

  it('says what ran, with what, by whom and when', async () => {
    const text = await readable({});
    expect(text).toContain('Run of import-csv, November 30, 2026');
    expect(text).toContain('384 photos and rows, none failed');
    expect(text).toContain('faceenroll import-csv /secret/people.csv');
    expect(text).toContain('standard (encoder mobilefacenet-tf)');
    expect(text).toContain('secret-operator on secret-host');
    expect(text).toContain('Reference secret ticket');
    expect(text).toContain('Started November 30, 2026 at 02:00:09 UTC');
    expect(text).toContain('Ended November 30, 2026 at 02:06:51 UTC, after 6 min 42 s');
    expect(text).toContain('Options --quality strict --images /secret/photos');
    expect(text).not.toContain('dry-run');
  });

  it('says so where nothing failed', async () => {
    const text = await readable({});
    expect(text).toContain('No failures: every photo and every row was taken.');
    expect(text).not.toContain('Failed photos');
  });

  it('speaks of rows only where the input has some', async () => {
    const run = { command: 'import-faces' };
    const text = await readable({ run });
    expect(text).toContain('384 photos, none failed');
    expect(text).toContain('No failures: every photo was taken.');
    const [one = '', two = ''] = (
      await madeUpReport({ run, failures: [['IMAGE_CORRUPT', PAGE_SIZE + 1]] })
    ).values();
    expect(one).toContain('Failed photos, 1 to 500 of 501');
    expect(`${text}${one}${two}`).not.toMatch(/ rows/);
  });

  it.each([
    [{ run: { status: 'interrupted' } }, 'This run was interrupted: nobody was enrolled'],
    [{ run: { status: 'failed' } }, 'This run failed: nobody was enrolled'],
    [{ run: { status: 'failed', command: 'serve' } }, 'What it had enrolled stays'],
    [{ run: { status: 'failed', finishedBy: 'LATER' } }, 'The run LATER finished the work later'],
    [{ run: { status: 'running', endedAt: null } }, 'This run had not ended'],
    [{ run: { options: { dryRun: true } } }, 'Dry run: nothing was changed'],
  ] as const)('tells first of an end that was not as expected: %j', async (wanted, said) => {
    expect((await readable(wanted)).split(said)[0]).toMatch(/ Counts [^0-9]*$/);
    expect(await readable({})).not.toContain(said);
  });

  it('begins with what to act on', async () => {
    const text = await readable(SOME_FAILURES);
    const contents = text.slice(text.indexOf('Contents'));
    expect(contents).toMatch(/^Contents Counts Failures by code What ran /);
  });

  it('breaks no option of the command line', async () => {
    const commandText = 'faceenroll sync people.csv --quality strict';
    const [text = ''] = (await madeUpReport({ report: { commandText } })).values();
    expect(text).toContain('<span class="option">--quality</span> strict');
  });

  it('plots how measures are spread, and names those that are ideal in all photos', async () => {
    const few = [0, 2, 0, 0, 1, 4, 0, 0, 0, 1200];
    const all = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1207];
    const quality = [
      { measure: 'quality', counts: all },
      { measure: 'eyesOpen', counts: few },
      { measure: 'mouthClosed', counts: all },
      { measure: 'sharpness', counts: all },
    ] as const;
    const text = await readable({ report: { quality } });
    const section = text.slice(text.lastIndexOf('Quality of the photos'));
    expect(section).toContain('Overall quality Overall quality 0–10: 0;');
    expect(section).toContain('Eyes open: 3 below 50 Eyes open 0–10: 0;');
    expect(section).toContain('All have 90 or more for: Mouth closed; Sharpness.');
    expect(section).not.toContain('Mouth closed 0–10');
  });

  it('says what similarity means, for each pair', async () => {
    const text = await readable({ pairs: PAIRS });
    expect(text).toContain(
      'Refused: user secret-0 shows a face that looks like that of user secret-other-0.',
    );
    expect(text).toContain(
      "Similarity 0.710. From 0.612 on, two faces are taken for one person's.",
    );
    expect(text).toContain('Enrolled and flagged: user secret-1');
    // Whether the other user's photo looks like this user, nobody knows of all of these.
    expect(text).toContain(
      'Possibly swapped: user secret-2 shows a face that looks like that of user secret-other-2.',
    );
    expect(text).toContain('0.612: one of 1,000 photos is taken for a duplicate');
  });

  it('tells a run without look-alikes from one that did not look', async () => {
    const none = 'No face was taken for that of another user.';
    expect(await readable({})).toContain(none);
    expect(await readable({ run: { options: { duplicates: 'off' } } })).not.toContain(none);
  });

  it('shows the failed photos code by code, with what to do', async () => {
    const text = await readable({ failures: [['FACE_NOT_FOUND', 2]] });
    expect(text).toContain('FACE_NOT_FOUND: 2 No face was found in the photo.');
    expect(text).toMatch(
      /secret-0 Row 2, secret-0\.jpg FACE_NOT_FOUND the photo of secret-0 failed Use a sharp photo/,
    );
  });

  it.each([
    ['gone', 'The photo is no longer where it was'],
    ['changed', 'The photo was changed after the run'],
    ['unreadable', 'The photo cannot be shown'],
    ['not kept', 'No picture of this face is kept'],
    ['no photo', 'There is no photo'],
  ] as const)('says why there is no picture: %s', async (missing, said) => {
    const failures = [['FACE_NOT_FOUND', 1]] as const;
    expect(await readable({ failures, photo: () => ({ picture: { missing } }) })).toContain(said);
    expect(await readable({ failures })).not.toContain(said);
  });

  it.each(Object.entries(HOSTILE_IDS))('shows hostile texts as they are: %s', async (_, userId) => {
    const photo = (): Partial<FailedPhoto> => ({ userId, file: userId, message: userId });
    const files = await madeUpReport({ failures: [['FACE_NOT_FOUND', 1]], photo });
    const [text = ''] = files.values();
    expect(await htmlFaults(text)).toEqual([]);
    expect(text).not.toMatch(/<img src=https|<script|\u202e/);
    const names = [...text.matchAll(/<h4>(.*?)<\/h4>/g)].map(([, name]) => name);
    expect(names).toHaveLength(11);
    for (const name of names) expect(name).toMatch(/^(<bdi>.+<\/bdi>|No user ID)$/);
  });

  it.each([
    SOME_FAILURES,
    { failures: [['FACE_NOT_FOUND', 2]], photo: () => ({ row: undefined }) } as MadeUp,
  ])('names nobody and shows no face if it is anonymous', async (wanted) => {
    const [text = ''] = (await madeUpReport({ ...wanted, look: { anonymous: true } })).values();
    expect(text).not.toMatch(/secret|<img|عبد|xxx|Zoë|folder\/people/);
    expect(text).toContain('Anonymous: faces, user IDs, names and file names are left out.');
    expect(text).toContain('--quality</code> <bdi>strict</bdi>');
    expect(text).toContain('--images</code> left out');
  });

  it('keeps the rows if it is anonymous, with what the codes mean', async () => {
    const text = await readable({ ...SOME_FAILURES, look: { anonymous: true } });
    expect(text).toMatch(/FACE_NOT_FOUND: 9 No face was found in the photo\. Row 22 Row 23 /);
    expect(text).toContain(
      'Refused: the photo of row 2 shows a face that looks like that of another user.',
    );
  });

  it('goes on in further files, all linked with one another', async () => {
    const failures = [
      ['FACE_NOT_FOUND', 2 * PAGE_SIZE - 1],
      ['IMAGE_CORRUPT', 5],
    ] as const;
    const files = await madeUpReport({ failures });
    const [first = '', second = '', third = ''] = files.values();
    expect([...files.keys()]).toEqual(['run #1.html', 'run #1.page-2.html', 'run #1.page-3.html']);
    expect(first).toContain('<a href="#code-FACE_NOT_FOUND">');
    expect(first).toContain('<a href="run%20%231.page-2.html#code-IMAGE_CORRUPT">');
    expect(second).toContain('id="code-IMAGE_CORRUPT"');
    expect(second.match(/<li class="card">/g)).toHaveLength(PAGE_SIZE);
    expect(second).toContain('Failed photos and rows, 501 to 1,000 of 1,004');
    expect(second).toMatch(/href="run%20%231\.html">Previous page/);
    expect(second).toMatch(/href="run%20%231\.page-3\.html">Next page/);
    expect(second).not.toContain('Where the time went');
    expect(third).not.toContain('Next page');
    expect(third).toContain('This file holds pictures of faces');
  });

  it('reads a photo only when the one before it is written', async () => {
    let read = 0;
    const wanted: MadeUp = {
      failures: [['FACE_NOT_FOUND', PAGE_SIZE]],
      photo: () => {
        read += 1;
        return {};
      },
    };
    let written = 0;
    for await (const chunk of runReport(fileOf(wanted))) {
      written += chunk.split('<li class="card">').length - 1;
      // Those of poor photos are written as one.
      expect(read).toBeLessThanOrEqual(Math.max(written - 10, 0) + 1);
    }
    expect(read).toBe(PAGE_SIZE);
  });
});
