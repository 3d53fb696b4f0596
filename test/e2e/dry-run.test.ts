import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixture, type JsonResult, Scenario } from '../support/scenario.js';

/** What a dry run must foresee: all of the outcomes and counts, but for names made on the day. */
function foreseen({ outcomes, summary, code }: JsonResult) {
  const {
    runId: _,
    dryRun: __,
    seconds: ___,
    errorReport: ____,
    retry: _____,
    ...counts
  } = summary;
  return { code, counts, outcomes: outcomes.map(({ faceId: ______, ...outcome }) => outcome) };
}

/**
 * Everything below the working folder, by content and time, but for what an SQLite reader
 * (this test) leaves beside a database: its index and an empty log.
 */
function snapshot(s: Scenario) {
  return readdirSync(s.cwd, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => `${file.parentPath}/${file.name}`)
    .filter(
      (path) => !path.endsWith('-shm') && !(path.endsWith('-wal') && statSync(path).size === 0),
    )
    .sort()
    .map((path) => ({
      path,
      mtimeMs: statSync(path).mtimeMs,
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    }));
}

async function dryThenReal(s: Scenario, command: string[]) {
  const before = snapshot(s);
  const dry = await s.json([...command, '--dry-run']);
  expect(snapshot(s), 'a dry run changes nothing').toEqual(before);
  expect(dry.summary).toMatchObject({ dryRun: true, runId: null, errorReport: null, retry: null });
  const real = await s.json(command);
  expect(foreseen(dry)).toEqual(foreseen(real));
  return { dry, real };
}

describe('--dry-run', () => {
  it('foresees a folder import into a database that is not there, and makes none', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1002.jpg', '1003.jpg']);
    s.photos({ '1003.png': 'png-plain.png' });
    s.write('photos/notes.txt', 'none\n');
    s.write('photos/1004.jpg', readFileSync(fixture('broken', 'landscape.jpg')));
    const { dry } = await dryThenReal(s, ['import-faces', 'photos', '--create-missing']);
    expect(dry.code).toBe(3);
    expect(dry.summary).toMatchObject({ usersCreated: 2, enrolled: { total: 2 } });
  });

  it('foresees a CSV import into a database with users and faces', async () => {
    const s = new Scenario();
    s.photos(['exif-1.jpg', 'exif-2.jpg', 'exif-3.jpg', '1001.jpg']);
    const columns = 'user_id,name,face_image_file1,face_image_file2';
    s.write('old.csv', `${columns}\n1,Ann,exif-1.jpg,\n2,Bo,1001.jpg,\n3,Cy,,\n`);
    await s.call(['import-csv', 'old.csv', '--images', 'photos']);
    const rows = ['1,Anna,exif-2.jpg,exif-3.jpg', '2,Bo,1001.jpg,', '3,Cyd,,', '4,Di,,', '5,Ed,x,'];
    s.write('new.csv', `${columns}\n${rows.join('\n')}\n6,too,many,cells,here\n`);
    const command = ['import-csv', 'new.csv', '--images', 'photos'];

    for (const policy of ['preserve', 'add', 'overwrite']) {
      const policies = ['--if-face-exists', policy, '--if-user-exists', 'overwrite'];
      await dryThenReal(s, [...command, ...policies, '--missing-users', 'refuse']);
    }
    const { dry } = await dryThenReal(s, command);
    expect(dry.summary).toMatchObject({ usersCreated: 1, imported: { total: 1 } });
  });

  it('says so in the summary, and writes no report', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,face_image_file1\n1,gone.jpg\n');
    const result = await s.call(['import-csv', 'users.csv', '--dry-run', '--errors', 'e.csv']);
    expect(result.code).toBe(3);
    expect(result.stdout).toContain('Dry run: nothing was changed.');
    expect(result.stdout).toContain('FILE_NOT_FOUND');
    expect(readdirSync(s.cwd)).toEqual(['users.csv']);
  });

  it('works on an error report, too', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], 'elsewhere');
    s.write('users.csv', 'user_id,face_image_file1\n1,gone.jpg\n');
    await s.call(['import-csv', 'users.csv', '--images', 'elsewhere']);
    const report = readFileSync(s.path('users.errors.csv'), 'utf8');
    s.write('users.errors.csv', report.replace('1,gone.jpg', '1,1001.jpg'));
    const { dry } = await dryThenReal(s, ['import-csv', 'users.errors.csv']);
    expect(dry.outcomes).toMatchObject([{ action: 'NEW_TEMPLATE_CREATED' }]);
  });
});
