import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, it } from 'vitest';
import { importCsv, openGallery } from '../../dist/index.js';
import { temporaryFolder } from '../support/cli.js';
import { endings, Scenario } from '../support/scenario.js';

const rowsOf = (path: string, delimiter = ','): string[][] =>
  parse(readFileSync(path, 'utf8'), { bom: true, delimiter });

/** A run with options of its own, of whose two rows both failed. */
async function failedRun(): Promise<Scenario> {
  const s = new Scenario();
  s.photos(['1001.jpg', '1002.jpg']);
  s.write('hr.csv', 'Badge,name,face_image_file1\n001001,José,x.jpg\n123456789012,Łukasz,y.jpg\n');
  s.write('first.csv', 'user_id,consent_at\n001001,2020-01-01\n');
  await s.call(['import-csv', 'first.csv', '--collection', 'visitors']);
  const options = ['--collection', 'visitors', '--images', 'photos', '--tag', 'guest'];
  const map = ['--map', 'Badge=user_id', '--missing-users', 'refuse', '--require-consent'];
  const { outcomes } = await s.json(['import-csv', 'hr.csv', ...options, ...map]);
  expect(outcomes.map(({ code }) => code)).toEqual(['FILE_NOT_FOUND', 'USER_NOT_FOUND']);
  return s;
}

describe('an error report', () => {
  it('begins with the byte order mark, that of a folder and of one person as well', async () => {
    const s = await failedRun();
    s.write('photos/gone/1.jpg', '');
    await s.call(['import-faces', 'photos']);
    await s.call(['enroll', 'nobody', 'photos/1001.jpg']);
    for (const name of ['hr', 'photos', 'nobody']) {
      const report = readFileSync(s.path(`${name}.errors.csv`));
      expect([...report.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    }
  });

  it('is known under any name and in any folder, with the options of its run and the IDs it told', async () => {
    const s = await failedRun();
    const [head = [], ann = [], ed = []] = rowsOf(s.path('hr.errors.csv'));
    mkdirSync(s.path('desk'));
    writeFileSync(
      s.path('desk/Mappe1.csv'),
      stringify(
        [head, ['1001', 'JosÃ©', '1001.jpg', ...ann.slice(3)], ['1.23457E+11', ...ed.slice(1)]],
        { delimiter: ';' },
      ),
    );
    const result = await s.json(['import-csv', 'desk/Mappe1.csv']);
    expect(endings(result)).toEqual([
      ['1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['y.jpg', 'USER_NOT_FOUND'],
    ]);
    expect(result.outcomes.map(({ userId }) => userId)).toEqual(['001001', '123456789012']);
    expect(result.summary).toMatchObject({ restored: 3, errorReport: 'Mappe1.errors.csv' });
    expect(s.query('SELECT collection, user_id, tag FROM user_tags')).toEqual([
      { collection: 'visitors', user_id: '001001', tag: 'guest' },
    ]);
    // The report of the retry says again what was reported first.
    expect(rowsOf(s.path('Mappe1.errors.csv'), ';')[1]?.slice(0, 3)).toEqual([
      ...['123456789012', 'Łukasz', 'y.jpg'],
    ]);
    const text = await s.call(['import-csv', 'desk/Mappe1.csv', '--dry-run']);
    expect(text.stdout).toContain('3 cells restored that a spreadsheet had altered');
  });

  it('is retried row by row, as often as its rows are corrected', async () => {
    const s = await failedRun();
    const path = s.path('hr.errors.csv');
    writeFileSync(path, readFileSync(path, 'utf8').replace('x.jpg', '1001.jpg'));
    await s.call(['import-csv', 'hr.errors.csv']);
    await s.call([
      ...['users', 'add', '123456789012', '--collection', 'visitors', '--consent-at', '2020-01-01'],
    ]);
    writeFileSync(path, readFileSync(path, 'utf8').replace('y.jpg', '1002.jpg'));
    expect(endings(await s.json(['import-csv', 'hr.errors.csv']))).toEqual([
      ['1001.jpg', 'FACE_PRESERVED'],
      ['1002.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
  });

  it('of a run that the database does not know is refused, and nothing is made', async () => {
    const s = await failedRun();
    const none = await s.call(['import-csv', 'hr.errors.csv', '--db', 'new.db'], { asTyped: true });
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(
      /^faceenroll: "hr\.errors\.csv" is the error report of the run [0-9a-f-]{36}, which "new\.db" does not know\. Name the database of that run \(--db\); or take it .* --as-list\n$/,
    );
    await s.call(['import-csv', 'first.csv', '--db', 'other.db'], { asTyped: true });
    expect(
      (await s.call(['import-csv', 'hr.errors.csv', '--db', 'other.db'], { asTyped: true })).code,
    ).toBe(1);
    const runs = await s.call(['runs', 'list', '--db', 'other.db'], { asTyped: true });
    expect(runs.stdout.match(/import-csv/g), 'no other run').toHaveLength(1);

    const path = s.path('hr.errors.csv');
    writeFileSync(path, readFileSync(path, 'utf8').replace('001001', '1001'));
    const list = ['import-csv', 'hr.errors.csv', '--as-list', '--map', 'Badge=user_id'];
    const asList = await s.json([...list, '--db', 'other.db', '--images', 'photos']);
    expect(asList.outcomes.map(({ code }) => code)).toEqual(['USER_ID_INVALID', 'FILE_NOT_FOUND']);
  });

  it('without its keys is known by its rows where it was written, and nowhere else', async () => {
    const s = await failedRun();
    const path = s.path('hr.errors.csv');
    const rows = rowsOf(path).map((row) => row.slice(0, 5));
    writeFileSync(path, stringify(rows).replace('001001', '1001').replace('x.jpg', '1001.jpg'));
    const result = await s.json(['import-csv', 'hr.errors.csv', '--dry-run']);
    expect(result.outcomes[0]).toMatchObject({ userId: '001001', action: 'NEW_TEMPLATE_CREATED' });
    renameSync(path, s.path('copy.csv'));
    const copy = await s.call(['import-csv', 'copy.csv']);
    expect(copy.code).toBe(1);
    expect(copy.stderr).toContain('is an error report without its column report_row, and no run');
  });

  it('no longer knows a row whose user was deleted since', async () => {
    const s = await failedRun();
    expect(
      (await s.call(['users', 'delete', '001001', '--collection', 'visitors', '--yes'])).code,
    ).toBe(0);
    expect(s.query("SELECT * FROM report_rows WHERE cells LIKE '%José%'")).toEqual([]);
    const result = await s.json(['import-csv', 'hr.errors.csv']);
    expect(result.outcomes[0]).toMatchObject({
      code: 'ROW_INVALID',
      message: 'row 2 was never reported, or its user has been deleted since',
    });
  });

  it('is retried by the library in the same way', async () => {
    const s = await failedRun();
    const path = s.path('hr.errors.csv');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('001001', '1001').replace('x.jpg', '1001.jpg'),
    );
    const wrong = openGallery({ database: s.db });
    try {
      await expect(importCsv(wrong, path)).rejects.toThrow('is of the collection "visitors"');
    } finally {
      wrong.close();
    }
    const gallery = openGallery({ database: s.db, collection: 'visitors' });
    try {
      const codes: unknown[] = [];
      const result = await importCsv(gallery, path, {
        workers: 1,
        onOutcome: ({ userId, outcome }) => {
          codes.push([userId, outcome.kind]);
        },
      });
      expect(codes).toEqual([
        ['001001', 'enrolled'],
        ['123456789012', 'failed'],
      ]);
      expect(result).toMatchObject({ restored: 1, usersCreated: 0 });
      expect(gallery.users.show('001001')?.tags).toEqual(['guest']);
    } finally {
      gallery.close();
    }
  });
});

describe('--replace-report', () => {
  const night = (s: Scenario, rows: string) => {
    s.write('hr.csv', `user_id,face_image_file1\n${rows}`);
    return s.json(['import-csv', 'hr.csv', '--images', 'photos', '--replace-report']);
  };

  it('keeps one report, that of the last run, and none when nothing failed', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    for (const name of ['a', 'b']) {
      expect((await night(s, `${name},${name}.jpg\n`)).summary.errorReport).toBe('hr.errors.csv');
      expect(rowsOf(s.path('hr.errors.csv')).map(([id]) => id)).toEqual(['user_id', name]);
    }
    // Its own retry replaces it, too, with what is left of it.
    const retry = ['import-csv', 'hr.errors.csv', '--replace-report'];
    expect((await s.json(retry)).summary.errorReport).toBe('hr.errors.csv');
    expect(await night(s, '1001,1001.jpg\n')).toMatchObject({
      code: 0,
      summary: { errorReport: null },
    });
    expect(() => readFileSync(s.path('hr.errors.csv'))).toThrow('ENOENT');
  });

  it('puts no report in place of a file that is none', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('hr.errors.csv', 'mine');
    expect((await night(s, 'a,a.jpg\n')).summary.errorReport).toBe('hr.errors.2.csv');
    expect(readFileSync(s.path('hr.errors.csv'), 'utf8')).toBe('mine');
  });

  it('removes no file that is no report of this database', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('hr.errors.csv', 'mine');
    expect((await night(s, '1001,1001.jpg\n')).code).toBe(0);
    expect(readFileSync(s.path('hr.errors.csv'), 'utf8')).toBe('mine');
  });

  it('leaves alone what somebody has put where a report was', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    await night(s, 'a,a.jpg\n');
    s.write('hr.errors.csv', 'mine');
    expect((await night(s, 'a,a.jpg\n')).summary.errorReport).toBe('hr.errors.2.csv');
    expect((await night(s, '1001,1001.jpg\n')).code).toBe(0);
    expect(readFileSync(s.path('hr.errors.csv'), 'utf8')).toBe('mine');
  });
});

describe('--errors', () => {
  it('that names something else is wrong usage, and nothing is touched', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    const csv = s.write('users.csv', 'user_id,face_image_file1\n1,none.jpg\n');
    const before = { csv: readFileSync(csv), photo: readFileSync(s.path('photos', '1001.jpg')) };
    for (const named of ['.', 'photos', 'users.csv', 'photos/1001.jpg', 'faceenroll.db']) {
      for (const more of [[], ['--replace-report']]) {
        const { code, stderr } = await s.call(
          ['import-csv', 'users.csv', '--errors', named, ...more],
          { asTyped: true },
        );
        expect(stderr).toMatch(new RegExp(`^faceenroll: --errors "${named}" .*: name a file`));
        expect(code).toBe(2);
      }
    }
    expect(readFileSync(csv)).toEqual(before.csv);
    expect(readFileSync(s.path('photos', '1001.jpg'))).toEqual(before.photo);
    expect(readdirSync(s.path('photos'))).toEqual(['1001.jpg']);
    expect(readdirSync(s.cwd).sort()).toEqual(['faceenroll.db', 'photos', 'users.csv']);
    expect(s.query('SELECT * FROM runs')).toEqual([]);
  });

  it('of the library is refused alike', async () => {
    const s = new Scenario();
    const csv = s.write('users.csv', 'user_id,face_image_file1\n1,none.jpg\n');
    const gallery = openGallery({ database: s.db });
    for (const errors of [s.cwd, csv, s.db]) {
      await expect(importCsv(gallery, csv, { errors })).rejects.toThrow(`--errors "${errors}" is `);
    }
    expect((await importCsv(gallery, csv, { errors: s.path('e.csv') })).failed.total).toBe(1);
    gallery.close();
  });
});

describe('the line for cron in the README and its help topic', () => {
  /** The line as cron gives it to the shell, in a folder of ours. */
  function cronLine(folder: string): string {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [, part = ''] = readme.split('<!-- cron -->');
    const [line = ''] = part.trim().split('\n');
    expect(line).toMatch(/^0 2 \* \* \* cd \/srv\/badges /);
    return line.replace('0 2 * * * ', '').replace('/srv/badges', folder);
  }

  it('mails what failed last night, why a run could not go on, and nothing when all is well', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    const bin = join(temporaryFolder(), 'faceenroll');
    const program = new URL('../../bin/faceenroll.js', import.meta.url).pathname;
    const options = '--workers 1 --duplicates off';
    writeFileSync(bin, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@" ${options}\n`, {
      mode: 0o755,
    });
    const mailed = async (rows: string | undefined): Promise<string> => {
      if (rows !== undefined) s.write('hr.csv', `user_id,face_image_file1\n${rows}`);
      const env = { ...process.env, PATH: `${join(bin, '..')}:/usr/bin:/bin` };
      const { stdout, stderr } = await shell(cronLine(s.cwd), env);
      return stdout + stderr;
    };
    expect(await mailed('1001,1001.jpg\n')).toBe('');
    expect(await mailed('a,a.jpg\n')).toMatch(
      /exit code 3\n.*user_id,.*\na,a\.jpg,2,FILE_NOT_FOUND/s,
    );
    const second = await mailed('b,b.jpg\n');
    expect(second).toContain('b,b.jpg,2,FILE_NOT_FOUND');
    expect(second).not.toContain('a.jpg');
    renameSync(s.path('hr.csv'), s.path('away.csv'));
    const third = await mailed(undefined);
    expect(third).toMatch(/does not exist/);
    expect(third).toContain('exit code 1');
    expect(third).not.toContain('b.jpg');
    expect(await mailed('1001,1001.jpg\n')).toBe('');
  });
});

function shell(line: string, env: NodeJS.ProcessEnv) {
  return new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile('/bin/sh', ['-c', line], { env }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
}
