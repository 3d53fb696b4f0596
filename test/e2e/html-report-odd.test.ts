import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { childrenOf, KNOWS_PROCESSES, whenGone } from '../support/processes.js';
import { fixture, Scenario } from '../support/scenario.js';
import { HOLDS, linkHeld, linkPortraits, whenSampled } from '../support/signals.js';
import { until } from '../support/stopping.js';

const read = (s: Scenario, name: string): string => readFileSync(s.path(name), 'utf8');
const times = (html: string, text: string): number => html.split(text).length - 1;
const pictures = (html: string): number => times(html, 'src="data:image/jpeg;base64,');
const htmlFiles = (s: Scenario) => s.names().filter((name) => /html/.test(name));

const IMPORT = ['import-faces', 'photos', '--create-missing'];

/** Photos of two people, each of which fails. */
function couples(s: Scenario, names: readonly string[]): void {
  mkdirSync(s.path('photos'), { recursive: true });
  for (const name of names) {
    copyFileSync(fixture('broken', 'two-people.jpg'), s.path('photos', name));
  }
}

describe('a report on a run that was killed', () => {
  it('has what had failed by then', async () => {
    const s = new Scenario();
    linkPortraits(s, 60);
    s.write('photos/note.txt', 'none\n');
    let killing = Promise.resolve();
    const killed = await s.run([...IMPORT, '--workers', '1'], {
      onStart: (child) => {
        killing = whenSampled(s, 3).then(() => {
          child.kill('SIGKILL');
        });
      },
    });
    await killing;
    expect(killed.signal).toBe('SIGKILL');
    const { code, stdout } = await s.call(['report', '--html', 'r.html']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Report .*r\.html.* 1 failed/);
    expect(read(s, 'r.html')).toContain('This run was interrupted: nobody was enrolled');
    expect(read(s, 'r.html')).toContain('UNSUPPORTED_FORMAT');
    expect(s.count('templates')).toBe(0);
  });
});

describe.runIf(KNOWS_PROCESSES)('Ctrl-C while a report is written', () => {
  it('ends it with 130, and leaves no file and no process', async () => {
    const s = new Scenario();
    couples(s, ['u0.jpg']);
    for (let n = 1; n < 100; n += 1) linkSync(s.path('photos/u0.jpg'), s.path(`photos/u${n}.jpg`));
    await s.call([...IMPORT, '--duplicates', 'off']);
    let workers: number[] = [];
    let stopping = Promise.resolve();
    const { code, stdout, stderr } = await s.run(['report', '--html', 'r.html', '--workers', '1'], {
      onStart: ({ pid = 0 }) => {
        stopping = until('a page is begun', () => htmlFiles(s).length > 0).then(() => {
          workers = childrenOf(pid);
          process.kill(pid, 'SIGINT');
        });
      },
    });
    await stopping;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain('no report was written');
    expect(htmlFiles(s)).toEqual([]);
    await whenGone(workers);
  });
});

describe('a report shows faces that look alike', () => {
  it('as one pair where the photos of two users were swapped', async () => {
    const s = new Scenario();
    const words = [...IMPORT, '--duplicates', 'refuse', '--if-face-exists', 'overwrite'];
    s.photos({ 'a.jpg': '1001.jpg', 'b.jpg': '1003.jpg' });
    await s.call(words);
    s.photos({ 'a.jpg': '1003.jpg', 'b.jpg': '1001.jpg' });
    await s.call([...words, '--html', 'r.html']);
    const html = read(s, 'r.html');
    expect(times(html, '<li class="pair">')).toBe(1);
    expect(html).toMatch(/Possibly swapped: user <bdi>a<\/bdi> shows a face .* <bdi>b<\/bdi>\./);
    // Two faces side by side, and both photos once more among those that failed.
    expect(pictures(html)).toBe(4);
    expect(times(html, 'width="256" height="256"')).toBe(2);
  });

  it('as squares, cut out of the photo where no thumbnail is stored', async () => {
    const s = new Scenario();
    s.photos({ 'a.jpg': '1001.jpg', 'b.jpg': '1001.jpg' });
    await s.call([...IMPORT, '--duplicates', 'flag', '--store-thumbnails', 'none']);
    await s.call(['report', '--html', 'r.html']);
    const [pair = ''] = /<li class="pair">[\s\S]*?<\/li>/.exec(read(s, 'r.html')) ?? [];
    const sizes = [...pair.matchAll(/width="(\d+)" height="(\d+)"/g)];
    expect(sizes).toHaveLength(2);
    for (const [, width, height] of sizes) expect(width).toBe(height);
    expect(times(read(s, 'r.html'), '<li class="pair">')).toBe(1);
  });
});

describe('--html', () => {
  it('of sync and enroll writes the report on that run', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1002.jpg']);
    s.write('hr.csv', 'user_id,face_image_file1\n1,1001.jpg\n,1002.jpg\n');
    await s.call(['sync', 'hr.csv', '--images', 'photos', '--yes', '--html', 'sync.html']);
    expect(read(s, 'sync.html')).toContain('Run of sync');
    expect(read(s, 'sync.html')).toContain('Failed photos and rows');
    const words = ['enroll', '2', 'photos/1002.jpg', 'photos/no.jpg', '--create-missing'];
    const { summary } = await s.json([...words, '--html', 'enroll.html']);
    expect(summary).toMatchObject({ htmlReport: 'enroll.html' });
    expect(read(s, 'enroll.html')).toContain('Run of enroll');
    expect(read(s, 'enroll.html')).toContain('FILE_NOT_FOUND');
    expect(read(s, 'enroll.html')).not.toMatch(/photos and rows/);
  });

  it('is taken over by the run that goes on with one that was killed', async () => {
    const s = new Scenario();
    linkPortraits(s, 9);
    linkHeld(s);
    let killing = Promise.resolve();
    await s.run([...IMPORT, '--workers', '1', '--duplicates', 'off', '--html', 'r.html'], {
      env: HOLDS,
      onStart: (child) => {
        killing = whenSampled(s, 2).then(() => {
          child.kill('SIGKILL');
        });
      },
    });
    await killing;
    expect(htmlFiles(s)).toEqual([]);
    const { code, stdout } = await s.run(['runs', 'resume']);
    expect(code).toBe(0);
    expect(stdout).toContain('r.html');
    expect(read(s, 'r.html')).toContain('10 photos, none failed');
  });
});

describe('a report in the folder of photos', () => {
  it('is no photo of the next import', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    await s.call([...IMPORT, '--html', 'photos/r.html']);
    await s.call(['report', '--gallery', '--html', 'photos/gallery.html']);
    expect(existsSync(s.path('photos/gallery.html'))).toBe(true);
    const { code, summary } = await s.json(IMPORT);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ failed: { total: 0 }, skipped: 2 });
  });
});

describe.skipIf(process.platform === 'win32')('photos in whose place something else is', () => {
  const replace: Readonly<Record<string, (path: string, s: Scenario) => void>> = {
    'link.jpg': (path, s) => symlinkSync(s.path('other.jpg'), path),
    'nowhere.jpg': (path) => symlinkSync('/nowhere', path),
    'pipe.jpg': (path) => execFileSync('mkfifo', [path]),
    'folder.jpg': (path) => mkdirSync(path),
    'locked.jpg': (path) => {
      copyFileSync(fixture('broken', 'two-people.jpg'), path);
      chmodSync(path, 0);
    },
  };

  it.each([
    ['are told as changed by size and time', true],
    ['are told as what cannot be shown where size and time were not kept', false],
  ])('%s, and nothing waits for them', async (_, isKept) => {
    const s = new Scenario();
    couples(s, Object.keys(replace));
    const old = new Date(Date.now() - 1_000_000);
    for (const name of Object.keys(replace)) utimesSync(s.path('photos', name), old, old);
    await s.call([...IMPORT, '--duplicates', 'off']);
    s.photos({ 'other.jpg': '1001.jpg' }, '.');
    for (const [name, place] of Object.entries(replace)) {
      const path = s.path('photos', name);
      rmSync(path);
      place(path, s);
      if (name !== 'nowhere.jpg') utimesSync(path, old, old);
    }
    if (!isKept) s.change("UPDATE run_items SET seen = json_remove(seen, '$.photo')");
    await s.call(['report', '--html', 'r.html']);
    const html = read(s, 'r.html');
    const told = ['no longer where it was', 'was changed after the run', 'cannot be shown'];
    const isRoot = process.getuid?.() === 0;
    const [gone, changed, unreadable] = told.map((text) => times(html, text));
    expect(gone).toBe(1);
    // Whoever may read everything sees the locked one.
    expect([changed, unreadable]).toEqual(isKept ? [3, isRoot ? 0 : 1] : [0, isRoot ? 2 : 3]);
    expect(pictures(html)).toBe(5 - told.reduce((sum, text) => sum + times(html, text), 0));
  });
});
