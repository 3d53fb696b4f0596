import { existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { newKey } from '../support/keys.js';
import { runTyped } from '../support/main.js';
import { Scenario } from '../support/scenario.js';
import { killedAt } from '../support/stopping.js';

const IMPORT = ['import-faces', 'photos', '--create-missing', '--duplicates', 'off'];

/** What a command says; beside a run, or after one that was killed, the database is not as ended runs leave it. */
const ask = (s: Scenario, words: readonly string[]) => runTyped(words, { cwd: s.cwd });

/** A run that has finished with a failure, and one of another folder that was killed. */
async function scenario(): Promise<Scenario> {
  const s = new Scenario();
  s.photos(['1001.jpg']);
  s.write('photos/notes.txt', 'none\n');
  s.photos(['1002.jpg', '1003.jpg'], 'more photos');
  expect((await s.call(IMPORT)).code).toBe(3);
  const more = [
    'import-faces',
    'more photos',
    '--create-missing',
    '--id-pattern',
    '^(?<userId>.*)$',
  ];
  const killed = await s.run(more, { env: killedAt('decide', 1, s.cwd) });
  expect(killed.signal).toBe('SIGKILL');
  return s;
}

const told = async (s: Scenario) => events(await ask(s, ['runs', 'list', '--json']));

describe('runs list', () => {
  it('tells what ran, the newest first, and calls a killed run interrupted', async () => {
    const s = await scenario();
    const { stdout, code } = await ask(s, ['runs', 'list']);
    expect(code).toBe(0);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^run +started \(UTC\) +status +failed +command$/);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4} {2}\S+ \d\d:\d\d {2}interrupted +0 {2}import-faces more photos$/,
    );
    expect(lines[1]).toMatch(/ {2}finished +1 {2}import-faces photos$/);
    for (const line of [head, ...lines]) expect(line?.length).toBeLessThanOrEqual(80);
    // Only read: the next run finds it as it was.
    expect(s.query('SELECT status FROM runs ORDER BY rowid')).toEqual([
      { status: 'finished' },
      { status: 'running' },
    ]);
    expect(
      (await ask(s, ['runs', 'list', '--limit', '1'])).stdout.trimEnd().split('\n'),
    ).toHaveLength(2);
  });

  it('says so when nothing has run, and when there is no database', async () => {
    const s = new Scenario();
    expect(await ask(s, ['runs', 'list'])).toMatchObject({ code: 1, stdout: '' });
    s.photos(['1001.jpg']);
    await s.call(['import-faces', 'photos', '--dry-run']);
    expect((await ask(s, ['runs', 'list'])).stderr).toContain('there is no database');
  });
});

describe('runs show', () => {
  it('tells how a run ended, what failed in it and where its report is', async () => {
    const s = await scenario();
    const [, first] = await told(s);
    const shown = await ask(s, ['runs', 'show', first.runId.slice(0, 20)]);
    expect(shown.stdout).toMatch(
      /^Command +faceenroll import-faces --workers 1 photos --create-missing/m,
    );
    expect(shown.stdout).toMatch(/^Status +finished \d{4}-/m);
    expect(shown.stdout).toMatch(/^Enrolled +1: NEW_TEMPLATE_CREATED 1$/m);
    expect(shown.stdout).toMatch(/^Failed +1: UNSUPPORTED_FORMAT 1$/m);
    expect(shown.stdout).toMatch(/^Error report +\/.*photos\.errors\.csv$/m);
    rmSync(s.path('photos.errors.csv'));
    expect((await ask(s, ['runs', 'show', first.runId])).stdout).toMatch(
      /errors\.csv \(no longer there\)$/m,
    );
    const [json] = events(await ask(s, ['runs', 'show', first.runId, '--json']));
    expect(json).toMatchObject({
      ...{ event: 'run', runId: first.runId, status: 'finished', errorReportExists: false },
      failures: { UNSUPPORTED_FORMAT: 1 },
    });
  });

  it('shows the last run unless another is named, and refuses what names none or several', async () => {
    const s = await scenario();
    const [last] = await told(s);
    const { stdout } = await ask(s, ['runs', 'show']);
    expect(stdout).toContain(last.runId);
    expect(stdout).toMatch(/^Status +interrupted, nobody was changed$/m);
    expect(stdout).toMatch(new RegExp(`^to go on +faceenroll runs resume ${last.runId}$`, 'm'));
    const elsewhere = await runTyped(['runs', 'show', '--db', s.db], { cwd: '/' });
    expect(elsewhere.stdout).toContain(`runs resume ${last.runId} --db ${s.db}\n`);
    expect(await ask(s, ['runs', 'show', 'zz'])).toMatchObject({ code: 1, stdout: '' });
    const several = await ask(s, ['runs', 'show', '0']);
    expect(several.code).toBe(1);
    expect(several.stderr).toContain('several runs');
  });
});

describe('runs resume', () => {
  it('goes on with the interrupted run from anywhere, and prints what it stands for', async () => {
    const s = await scenario();
    const elsewhere = { cwd: '/' };
    const resumed = await runTyped(['runs', 'resume', '--db', s.db], elsewhere);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain(
      `${s.cwd}: faceenroll import-faces --workers 1 --duplicates off 'more photos'`,
    );
    expect(resumed.stdout).toMatch(/^Enrolled +2/m);
    expect(s.userIds()).toEqual(['1001', '1002', '1003']);

    const again = await runTyped(['runs', 'resume', '--db', s.db], elsewhere);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toMatch(
      /there is nothing to go on with in .*faceenroll\.db: the last run, \S+, is finished/,
    );
    const [, killed, finished] = await told(s);
    for (const run of [killed, finished]) {
      const refused = await ask(s, ['runs', 'resume', run.runId]);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/finished.*to run it once more: faceenroll import-faces/);
    }
  });

  const OTHERS: [does: string, options: string[], without: string[]][] = [
    ['sub-folders', ['import-faces', 'photos', '--recursive'], ['import-faces', 'photos']],
    [
      'user IDs within the names',
      ['import-faces', 'photos', '--id-pattern', '^(?<userId>\\d{3})'],
      ['import-faces', 'photos'],
    ],
    ['earlier rows', ['import-csv', 'users.csv'], ['import-csv', 'users.csv', '--start-row', '3']],
    [
      'another encoding',
      ['import-csv', 'users.csv'],
      ['import-csv', 'users.csv', '--encoding', 'windows-1252'],
    ],
  ];

  it.each(OTHERS)('goes on with a run that alone had %s', async (_, options, without) => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('users.csv', 'user_id,face_image_file1\n1001,photos/1001.jpg\n1002,\n');
    const always = ['--duplicates', 'off'];
    if (options[0] === 'import-faces') always.push('--create-missing');
    const killed = await s.run([...options, ...always], { env: killedAt('decide', 1, s.cwd) });
    expect(killed.signal).toBe('SIGKILL');
    expect((await s.call([...without, ...always])).code).toBe(0);
    const [, open] = await told(s);
    expect(open).toMatchObject({ status: 'interrupted', finishedBy: null });
    const resumed = await ask(s, ['runs', 'resume']);
    expect(resumed.code).toBe(0);
    expect((await told(s)).at(-1).finishedBy).not.toBeNull();
  });

  it('tells paths as they are from where the user is', async () => {
    const s = await scenario();
    s.write('more photos/notes.txt', 'none\n');
    s.write('elsewhere/keep', '');
    const cwd = s.path('elsewhere');
    const resumed = await runTyped(['runs', 'resume', '--db', s.db], { cwd });
    expect(resumed.code).toBe(3);
    const report = s.path('more photos.errors.csv');
    expect(resumed.stdout).toContain(`faceenroll import-csv '${report}' --db ${s.db}\n`);
    expect(existsSync(report)).toBe(true);
  });

  it('finds from anywhere what its relative paths name', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('photos/notes.jpg', 'none\n');
    s.write('k.key', newKey().bytes.toString('base64'));
    const names = [
      'photos/1001.jpg',
      'photos/notes.jpg',
      '--errors',
      'out.csv',
      '--key-file',
      'k.key',
    ];
    const killed = await s.run(['enroll', '1001', ...names, '--create-missing'], {
      env: killedAt('decide', 1, s.cwd),
    });
    expect(killed.signal).toBe('SIGKILL');
    const resumed = await runTyped(['runs', 'resume', '--db', s.db], { cwd: '/' });
    expect(resumed).toMatchObject({ code: 3, stdout: expect.stringMatching(/^Enrolled +1/m) });
    expect(existsSync(s.path('out.csv'))).toBe(true);
    // The same photos in the same words: it is the same run.
    const [last, first] = await told(s);
    expect(first.finishedBy).toBe(last.runId);
  });

  it('says so when the folder is gone in which the run was started', async () => {
    const s = await scenario();
    const db = new Database(s.db);
    db.exec("UPDATE runs SET working_folder = '/nowhere at all'");
    db.close();
    const { code, stderr } = await ask(s, ['runs', 'resume']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/is gone: "\/nowhere at all"; the command was faceenroll import-faces/);
  });
});
