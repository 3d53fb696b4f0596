import { copyFileSync, existsSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGallery, report } from '../../dist/index.js';
import { fixture, Scenario } from '../support/scenario.js';
import { until } from '../support/stopping.js';

const pictures = (html: string): number => html.split('src="data:image/jpeg;base64,').length - 1;

const read = (s: Scenario, name: string): string => readFileSync(s.path(name), 'utf8');

/** A run that enrolls 1001 and 1002, finds 1001 once more under another ID, and fails three photos. */
async function mixedRun(s: Scenario, more: readonly string[] = []): Promise<Scenario> {
  s.photos({ '1001.jpg': '1001.jpg', '1002.jpg': '1002.jpg', 'zwilling.jpg': '1001.jpg' });
  for (const name of ['two-people.jpg', 'landscape.jpg', 'truncated.jpg']) {
    copyFileSync(fixture('broken', name), s.path('photos', name));
  }
  const words = ['import-faces', 'photos', '--create-missing', '--duplicates', 'flag', ...more];
  expect((await s.call(words)).code).toBe(3);
  return s;
}

/** A run of files that are no photos. */
async function failures(s: Scenario, count: number, more: readonly string[] = []): Promise<void> {
  for (let n = 0; n < count; n += 1) s.write(join('notes', `n${n}.jpg`), `note ${n}`);
  expect((await s.call(['import-faces', 'notes', '--create-missing', ...more])).code).toBe(3);
}

describe('faceenroll report', () => {
  it('shows what failed, who looks alike and who is poorest, in a private file', async () => {
    const s = await mixedRun(new Scenario());
    const { code, stdout } = await s.call(['report', '--html', s.path('r.html')]);
    expect(code).toBe(0);
    expect(stdout).toContain('3 failed');
    expect(stdout).toContain('purge cannot reach it');
    expect(stdout).toMatch(/^1 photo could not be shown .*: the report says which\.$/m);
    const html = read(s, 'r.html');
    expect(statSync(s.path('r.html')).mode & 0o777).toBe(0o600);
    for (const code of ['MULTIPLE_FACES', 'FACE_NOT_FOUND', 'IMAGE_CORRUPT']) {
      expect(html).toContain(code);
    }
    // Two failed photos, one pair of faces, and the three that were enrolled.
    expect(pictures(html)).toBe(7);
    expect(html).toContain('The photo cannot be shown');
    expect(s.names().filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is written by an import, whose summary names it, and by one that changes nothing', async () => {
    const s = await mixedRun(new Scenario(), ['--html', 'first.html']);
    expect(pictures(read(s, 'first.html'))).toBe(7);
    const same = ['import-faces', 'photos', '--create-missing', '--html', 'dry.html', '--dry-run'];
    const dry = await s.json([...same, '--db', s.path('other.db')]);
    expect(dry.summary).toMatchObject({ htmlReport: 'dry.html' });
    expect(existsSync(s.path('other.db'))).toBe(false);
    expect(read(s, 'dry.html')).toContain('Dry run: nothing was changed.');
    expect(pictures(read(s, 'dry.html'))).toBeGreaterThan(4);
  });

  it('has one page and no failed photos where nothing failed', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1002.jpg']);
    await s.call(['import-faces', 'photos', '--create-missing', '--html', 'r.html']);
    const html = read(s, 'r.html');
    expect(html).not.toContain('id="failed"');
    expect(pictures(html)).toBe(2);
    expect(html).toContain('compared with the most similar face of another user');
  });

  it('tells photos that are gone or were changed from those that the run saw', async () => {
    const s = await mixedRun(new Scenario());
    rmSync(s.path('photos', 'landscape.jpg'));
    copyFileSync(fixture('photos', '1003.jpg'), s.path('photos', 'two-people.jpg'));
    const later = new Date(Date.now() + 60_000);
    utimesSync(s.path('photos', 'two-people.jpg'), later, later);
    await s.call(['report', '--html', 'r.html']);
    const html = read(s, 'r.html');
    expect(html).toContain('The photo is no longer where it was');
    expect(html).toContain('The photo was changed after the run');
    expect(pictures(html)).toBe(5);
  });

  it('shows no picture of a row that has no photo, and says nothing of one', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,name\n,Nobody\n');
    await s.call(['import-csv', 'users.csv', '--html', 'r.html']);
    expect(read(s, 'r.html')).toContain('USER_ID_MISSING');
    expect(read(s, 'r.html')).not.toContain('There is no photo');
  });

  it('opens no photo outside of the folder of photos', async () => {
    const s = new Scenario();
    s.photos({ 'a.jpg': '1001.jpg' }, 'inside');
    s.photos({ 'b.jpg': '1002.jpg' }, 'outside');
    s.write('users.csv', 'user_id,face_image_file1\n1,a.jpg\n2,../outside/b.jpg\n');
    await s.call(['import-csv', 'users.csv', '--images', 'inside', '--html', 'r.html']);
    expect(read(s, 'r.html')).toContain('FILE_OUTSIDE_DIRECTORY');
    expect(pictures(read(s, 'r.html'))).toBe(1);
    s.change(`UPDATE run_items SET path = '${s.path('outside', 'b.jpg')}'`);
    await s.call(['report', '--html', 'again.html']);
    expect(pictures(read(s, 'again.html'))).toBe(0);
  });
});

describe('pages of a report', () => {
  it('have 500 failed photos each, and never overwrite a file unless that is said', async () => {
    const s = new Scenario();
    s.write('r.html', 'a file of somebody');
    await failures(s, 1_200, ['--html', 'r.html']);
    const [first, second, third] = ['r.2.html', 'r.2.page-2.html', 'r.2.page-3.html'].map((n) =>
      read(s, n),
    );
    const cards = [first, second, third].map((html) => html?.split('class="card"').length);
    expect(cards).toEqual([501, 501, 201]);
    expect(first).toContain('href="r.2.page-2.html"');
    expect(third).toContain('href="r.2.html"');
    expect(read(s, 'r.html')).toBe('a file of somebody');
    const all = new Set([first, second, third].join('').match(/n\d+\.jpg/g));
    expect(all.size).toBe(1_200);
    await s.call(['report', '--html', 'alone.html', '--anonymous']);
    expect(s.names().filter((name) => name.startsWith('alone'))).toEqual(['alone.html']);
    rmSync(s.path('alone.html'));

    s.write('note.csv', 'user_id,name\n,Nobody\n');
    await s.call(['import-csv', 'note.csv']);
    const { stdout } = await s.call(['report', '--html', 'r.2.html', '--replace-report']);
    expect(stdout).toMatch(/^Report on the run [-0-9a-f]{13}: r\.2\.html, 1 failed/);
    expect(s.names().filter((name) => name.endsWith('.html'))).toEqual(['r.2.html', 'r.html']);
    await s.call(['report', '--html', 'r.html', '--replace-report']);
    expect(read(s, 'r.html')).toBe('a file of somebody');
  });

  it('are not left half written when it is stopped', async () => {
    const s = new Scenario();
    const names = Array.from({ length: 40 }, (_, i) => [`u${i}.jpg`, '1001.jpg']);
    s.photos(Object.fromEntries(names));
    await s.call(['import-faces', 'photos']);
    const gallery = openGallery({ database: s.db, readOnly: true });
    const stop = new AbortController();
    const isPart = (name: string): boolean => name.endsWith('.part');
    const writing = report(gallery, { html: s.path('r.html'), workers: 1, signal: stop.signal });
    const stopped = expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    await until('a page is begun', () => s.names().some(isPart));
    stop.abort();
    await stopped;
    gallery.close();
    expect(s.names().filter((name) => /html/.test(name))).toEqual([]);
  });
});

describe('an anonymous report', () => {
  it('has no face, user ID, file name or path in its bytes', async () => {
    const s = await mixedRun(new Scenario());
    const words = ['report', '--html', 'r.html', '--anonymous', '--expires', '2027-01-31'];
    const { stdout } = await s.call([...words, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ anonymous: true, expires: '2027-01-31', failed: 3 });
    const html = read(s, 'r.html');
    for (const name of ['1001', '1002', 'zwilling', 'two-people', 'landscape', s.cwd, 'base64']) {
      // A style sheet has digests and widths.
      expect(html.replace(/<style>[\s\S]*<\/style>|content="default-src[^"]*"/g, '')).not.toContain(
        name,
      );
    }
    expect(html).toContain('January 31, 2027');
    expect(html.replaceAll('<wbr>', '')).toContain('MULTIPLE_FACES');
  });
});

describe('a report that cannot be written', () => {
  it('is one whose day of deletion is over', async () => {
    const s = await mixedRun(new Scenario());
    const { code, stderr } = await s.call([
      'report',
      '--html',
      'r.html',
      '--expires',
      '2020-01-31',
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--expires 2020-01-31 is over')]);
    expect(s.names()).not.toContain('r.html');
  });

  it('leaves the import as it is, and ends with exit code 1', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    const words = ['import-faces', 'photos', '--create-missing'];
    const { code, stdout, stderr } = await s.call([...words, '--html', 'no-folder/r.html']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Enrolled +1/);
    expect(stderr).toMatch(/cannot be written.*The import is done.*faceenroll report/s);
    expect(s.userIds()).toEqual(['1001']);
  });

  it.each([
    ['faceenroll.db', 'is the database'],
    ['photos', 'is a folder'],
    ['photos/1001.jpg', 'has the name of a photo'],
  ])('is refused over %s before anything is done', async (name, why) => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    const words = ['import-faces', 'photos', '--create-missing', '--html', name];
    const { code, stderr } = await s.call(words);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
    expect(existsSync(s.db) ? s.userIds() : []).toEqual([]);
  });
});

describe('a report on a run', () => {
  it('of an encrypted database needs the key', async () => {
    const s = new Scenario();
    await s.call(['key', 'generate', 'faces.key']);
    const key = ['--key-file', 'faces.key'];
    await mixedRun(s, key);
    const words = ['report', '--html', 'r.html'];
    expect((await s.call(words)).code).toBe(1);
    expect((await s.call([...words, ...key])).code).toBe(0);
    expect(pictures(read(s, 'r.html'))).toBe(7);
  });

  it('that was killed says so, and has what was known by then', async () => {
    const s = await mixedRun(new Scenario());
    s.change("UPDATE runs SET status = 'running', ended_at = NULL");
    expect((await s.call(['report', '--html', 'r.html'])).code).toBe(0);
    expect(read(s, 'r.html')).toContain('This run was interrupted');
    expect(read(s, 'r.html')).toContain('MULTIPLE_FACES');
  });

  it('that there is not is refused', async () => {
    const s = await mixedRun(new Scenario());
    const { code, stderr } = await s.call(['report', 'zz', '--html', 'r.html']);
    expect(code).toBe(1);
    expect(stderr).toContain('no run');
    expect(s.names()).not.toContain('r.html');
  });
});
