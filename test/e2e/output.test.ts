import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { events, faceenroll, ROOT } from '../support/cli.js';
import { fixture, NOT_ENCRYPTED, Scenario } from '../support/scenario.js';
import { linkPortraits, whenSampled } from '../support/signals.js';

const ESCAPE = '\u001b';
const BIN = join(ROOT, 'bin', 'faceenroll.js');

/** Two portraits, a file that is no photo, and one without a face. */
function mixed(): Scenario {
  const s = new Scenario();
  s.photos(['1001.jpg', '1002.jpg']);
  s.write('photos/0-notes.txt', 'none\n');
  s.write('photos/1003.jpg', readFileSync(fixture('broken', 'landscape.jpg')));
  return s;
}

const IMPORT = ['import-faces', 'photos', '--create-missing'];

describe('--json', () => {
  it('prints an event for each photo in the order of the input, then the summary', async () => {
    const s = mixed();
    const result = await s.call([...IMPORT, '--json', '--workers', '2']);
    const lines = result.stdout.trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line));

    expect(events.map(({ event }) => event)).toEqual([...Array(4).fill('outcome'), 'summary']);
    const photo = { event: 'outcome', row: null, slot: 1 };
    expect(events[0]).toEqual({
      ...photo,
      userId: '0-notes',
      file: '0-notes.txt',
      outcome: 'failed',
      code: 'UNSUPPORTED_FORMAT',
      message: expect.any(String),
      advice: expect.any(String),
    });
    expect(events[1]).toEqual({
      ...photo,
      userId: '1001',
      file: '1001.jpg',
      outcome: 'enrolled',
      action: 'NEW_TEMPLATE_CREATED',
      faceId: expect.any(String),
      quality: expect.any(Number),
      rotated: 0,
      liveness: 'not assessed',
    });
    expect(events[2]).toMatchObject({ ...photo, file: '1002.jpg', outcome: 'enrolled' });
    expect(events[3]).toMatchObject({ ...photo, file: '1003.jpg', code: 'FACE_NOT_FOUND' });
    expect(events[4]).toMatchObject({
      event: 'summary',
      runId: expect.any(String),
      dryRun: false,
      interrupted: false,
      enrolled: { total: 2, by: { NEW_TEMPLATE_CREATED: 2 } },
      unchanged: { total: 0, by: {} },
      imported: { total: 0, by: {} },
      failed: { total: 2, by: { UNSUPPORTED_FORMAT: 1, FACE_NOT_FOUND: 1 } },
      usersCreated: 2,
      usersUpdated: 0,
      skipped: 0,
      seconds: expect.any(Number),
      errorReport: 'photos.errors.csv',
      retry: 'faceenroll import-csv photos.errors.csv',
      exitCode: 3,
    });
  });

  it('prints rows in the order of the CSV, with their numbers and slots', async () => {
    const s = new Scenario();
    const rows = ['9,,exif-2.jpg', '1,gone.jpg,exif-1.jpg', '5,,', '5,,'];
    s.write('users.csv', `user_id,face_image_file1,face_image_file2\n${rows.join('\n')}\n`);
    const { outcomes } = await s.json([
      ...['import-csv', 'users.csv', '--images', fixture('photos'), '--workers', '2'],
    ]);
    expect(outcomes.map(({ row, userId, file, slot }) => [row, userId, file, slot])).toEqual([
      [2, '9', 'exif-2.jpg', 2],
      [3, '1', 'gone.jpg', 1],
      [3, '1', 'exif-1.jpg', 2],
      [4, '5', null, null],
      [5, '5', null, null],
    ]);
  });

  it('leaves stdout to events: a run that cannot go on says so on stderr', async () => {
    const s = new Scenario();
    const result = await s.call(['import-faces', 'nowhere', '--json']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('nowhere');
  });
});

describe('the summary', () => {
  it('counts what happened, names what failed and says how to go on', async () => {
    const result = await mixed().call(IMPORT);
    expect(result.stdout).toMatch(/^Enrolled +2\b/m);
    expect(result.stdout).toMatch(/^Failed +2\b/m);
    for (const text of ['0-notes.txt', 'UNSUPPORTED_FORMAT', '1003.jpg', 'FACE_NOT_FOUND']) {
      expect(result.stdout).toContain(text);
    }
    expect(result.stdout).toContain('4 items');
    expect(result.stdout).toContain('2 users created');
    expect(result.stdout).toContain('faceenroll import-csv photos.errors.csv');
    expect(result.stderr).toBe(NOT_ENCRYPTED);
  });

  it('shows a long list of failures in part', async () => {
    const s = new Scenario();
    const rows = Array.from({ length: 200 }, (_, i) => `${i},gone-${i}.jpg\n`);
    s.write('users.csv', `user_id,face_image_file1\n${rows.join('')}`);
    const { stdout } = await s.call(['import-csv', 'users.csv']);
    expect(stdout).toMatch(/^Failed +200\b/m);
    expect(stdout.split('\n').length).toBeLessThan(60);
    expect(stdout).toMatch(/\b\d+ more\b/);
  });
});

describe('--quiet and --verbose', () => {
  it('--quiet prints nothing when all went well', async () => {
    const s = new Scenario();
    const result = await s.call([
      'import-faces',
      s.photos(['1001.jpg']),
      '--create-missing',
      '--quiet',
    ]);
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('--verbose tells each outcome on stderr, and leaves stdout as it is', async () => {
    const s = mixed();
    s.write('users.csv', 'user_id,name\n77,Ann\n');
    const users = await s.call(['import-csv', 'users.csv', '--verbose']);
    expect(users.stderr).toMatch(/77.*USER_CREATED/);
    const first = await s.call([...IMPORT, '--verbose']);
    expect(first.stdout).toMatch(/^Enrolled +2\b/m);
    expect(first.stderr).toMatch(/1001\.jpg.*NEW_TEMPLATE_CREATED/);
    expect(first.stderr).toMatch(/0-notes\.txt.*UNSUPPORTED_FORMAT/);
    const again = await s.json([...IMPORT, '--verbose']);
    expect(again.stderr).toMatch(/1002\.jpg.*FACE_PRESERVED/);
    expect(again.outcomes).toHaveLength(4);
  });
});

describe('text that came from a file name or a CSV', () => {
  it('is shown with its control characters made visible', async () => {
    const s = new Scenario();
    const evil = `${ESCAPE}[2J${ESCAPE}]0;pwned\u0007\u009b31m`;
    s.photos({ [`a${evil}.jpg`]: '1001.jpg' });
    s.write(
      `users${evil}.csv`,
      `user_id,name,face_image_file1\n7,${evil},${evil}.jpg\n${evil},,\n`,
    );
    const runs = [
      await s.call(['import-faces', 'photos', '--create-missing', '--verbose']),
      await s.call(['import-csv', `users${evil}.csv`, '--verbose']),
      await s.call(['import-csv', `missing${evil}.csv`]),
      await s.call(['import-faces', `missing${evil}`]),
    ];
    for (const { stdout, stderr } of runs) {
      for (const text of [stdout, stderr])
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      expect(stdout + stderr).toContain('\\u001b[2J');
    }
  });
});

describe('without a terminal', () => {
  it('no output has ANSI codes, not even when colors are asked for', async () => {
    const env = { FORCE_COLOR: '1', CLICOLOR_FORCE: '1', TERM: 'xterm-256color' };
    const s = mixed();
    for (const flags of [[], ['--verbose'], ['--json'], ['--help']]) {
      const { stdout, stderr } = await s.call([...IMPORT, ...flags], { env });
      expect(stdout + stderr).not.toContain(ESCAPE);
    }
  });

  it('progress is a plain line on stderr every few seconds', async () => {
    const s = new Scenario();
    linkPortraits(s, 12);
    let paused = Promise.resolve();
    const few = ['--workers', '1', '--duplicates', 'off', '--json'];
    const result = await faceenroll([...IMPORT, ...few], {
      cwd: s.cwd,
      onStart: (child) => {
        // Time passes while the process stands still, so that the next step is worth a line.
        paused = whenSampled(s, 1).then(async () => {
          child.kill('SIGSTOP');
          await setTimeout(5_500);
          child.kill('SIGCONT');
        });
      },
    });
    await paused;
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(/^\d+ of 12 photos.*\/s/m);
    expect(result.stderr).not.toMatch(/[\r\u001b]/);
    expect(events(result).filter(({ event }) => event === 'outcome')).toHaveLength(12);
  });

  it('a reader who has enough of the output does not stop the run', async () => {
    const s = mixed();
    const result = await s.run([...IMPORT, '--json'], {
      onStart: (child) => child.stdout?.destroy(),
    });
    expect(result).toMatchObject({ code: 3, stderr: NOT_ENCRYPTED });
    expect(s.count('templates')).toBe(2);
  });
});

const hasScript = spawnSync('script', ['--version']).status === 0;

describe.runIf(hasScript)('on a terminal', () => {
  const onTerminal = async (s: Scenario, env: Record<string, string>) => {
    const command = [process.execPath, BIN, ...IMPORT].map((part) => `'${part}'`).join(' ');
    const { FORCE_COLOR: _, NO_COLOR: __, ...rest } = process.env;
    const options = { cwd: s.cwd, env: { ...rest, TERM: 'xterm', ...env } };
    const run = promisify(execFile)('script', ['-qefc', command, '/dev/null'], options);
    return (await run.catch((error) => error)).stdout as string;
  };

  it('a bar shows the progress and the summary has colors', async () => {
    const output = await onTerminal(mixed(), {});
    expect(output).toMatch(/Photos .*\d\/3/);
    expect(output).toContain(`${ESCAPE}[`);
    expect(output).toMatch(/Failed/);
  });

  it('NO_COLOR turns every escape code off', async () => {
    const output = await onTerminal(mixed(), { NO_COLOR: '1' });
    expect(output).toMatch(/Enrolled +2\b/);
    expect(output).not.toContain(ESCAPE);
  });
});
