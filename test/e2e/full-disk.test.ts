import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CommandResult, query, ROOT } from '../support/cli.js';
import { withFullDisk } from '../support/limited.js';
import { Scenario } from '../support/scenario.js';
import { linkPortraits, whenSampled } from '../support/signals.js';

const BIN = join(ROOT, 'bin', 'faceenroll.js');
const IMPORT = [
  'import-faces',
  'photos',
  '--create-missing',
  '--workers',
  '1',
  '--duplicates',
  'off',
];
const USERS = 2_000;

/** Blocks of 1,024 bytes: above it no file can grow. The database of an empty gallery is smaller. */
const FILE_LIMIT = 400;

function expectStopped({ code, signal, stderr }: CommandResult, reason: RegExp): void {
  expect([code, signal]).toEqual([1, null]);
  expect(stderr).toMatch(/^faceenroll: /m);
  expect(stderr).toMatch(reason);
  expect(stderr, 'no stack').not.toMatch(/\n\s+at /);
}

function expectIntact(database: string): void {
  expect(query(database, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(query(database, 'SELECT user_id FROM users')).toEqual([]);
  expect(query(database, 'SELECT position FROM audit')).toEqual([]);
}

/** A CSV whose rows do not fit into a small database. */
function manyUsers(s: Scenario): string[] {
  const rows = Array.from({ length: USERS }, (_, i) => `${i},${'name '.repeat(20)}`);
  s.write('users.csv', `user_id,name\n${rows.join('\n')}\n`);
  return ['import-csv', 'users.csv'];
}

describe.skipIf(process.platform === 'win32')('a database that cannot grow', () => {
  it('stops the run, which names it and what to do, and nobody is changed', async () => {
    const s = new Scenario();
    const command = manyUsers(s);
    s.write('none.csv', 'user_id\n');
    expect((await s.run(['import-csv', 'none.csv', '--allow-empty'])).code).toBe(0);
    expectStopped(
      await withFullDisk(s.cwd, FILE_LIMIT, command),
      /the database faceenroll\.db cannot be (read or )?written.*disk is full.*run the same command again/,
    );
    expectIntact(s.db);
    expect(await s.run(command)).toMatchObject({ code: 0 });
    expect(s.count('users')).toBe(USERS);
  });

  it.skipIf(!canMount())('says that the disk is full when it is (only as root)', async () => {
    const s = new Scenario();
    const command = manyUsers(s);
    mkdirSync(s.path('small'));
    mount(s, '1m');
    expectStopped(
      await s.run([...command, '--db', 'small/x.db']),
      /the database small\/x\.db cannot be written, since the disk is full: free some space/,
    );
    expectIntact(s.path('small/x.db'));
  });
});

describe.skipIf(process.platform === 'win32')('an error report that cannot grow', () => {
  it('leaves no half of it', async () => {
    const s = new Scenario();
    const small = `ulimit -f ${FILE_LIMIT}`;
    const script = `${small}; exec "$0" --eval '${WRITES_A_REPORT}' "$1" "$2"`;
    const module = join(ROOT, 'dist/operations/imports/report-file.js');
    const target = s.path('report.csv');
    const { stderr, status } = spawnSync('bash', ['-c', script, process.execPath, module, target]);
    expect([status, String(stderr)]).toEqual([0, '']);
    expect(existsSync(target)).toBe(false);
    expect(existsSync(`${target}.part`)).toBe(false);
  });
});

/** Succeeds when the report is refused with what is wrong. */
const WRITES_A_REPORT = `import(process.argv[1]).then(({ writeReport }) => {
  const lines = Array(900).fill("x".repeat(900) + "\\n");
  try { writeReport(process.argv[2], lines); } catch (error) {
    if (/report.csv cannot be written: the system limits the size/.test(error.message)) return;
    throw error;
  }
  throw new Error("it was written");
});`;

describe('a database that vanishes under a run', () => {
  it.each([
    ['is removed with its folder', (s: Scenario) => rmSync(s.path('data'), { recursive: true })],
    ['is moved away', (s: Scenario) => renameSync(s.path('data'), s.path('moved'))],
  ])('%s: the run does not claim to have enrolled anybody', async (_, vanish) => {
    const s = new Scenario();
    linkPortraits(s, 40);
    mkdirSync(s.path('data'));
    const inside = Object.assign(Object.create(s), { db: s.path('data/x.db') });
    const first = s.run([...IMPORT, '--db', 'data/x.db']);
    await whenSampled(inside, 2);
    vanish(s);
    const result = await first;
    expect(result.stdout).toBe('');
    expectStopped(result, /the database data\/x\.db was removed or replaced during the run/);
  });
});

/** Permissions do not stop root, so the command runs as somebody else then. */
const NOBODY = 65_534;

/** Nobody cannot run a program in a folder that is closed to others. */
function nobodyRuns(): boolean {
  if (process.getuid?.() !== 0) return true;
  return spawnSync('test', ['-r', BIN], { uid: NOBODY }).status === 0;
}

describe.skipIf(process.platform === 'win32' || !nobodyRuns())(
  'a folder that cannot be written',
  () => {
    it('with a database in it is told with what to do', async () => {
      const s = new Scenario();
      s.write('none.csv', 'user_id\n');
      mkdirSync(s.path('data'));
      expect(
        (await s.run(['import-csv', 'none.csv', '--allow-empty', '--db', 'data/x.db'])).code,
      ).toBe(0);
      const root = process.getuid?.() === 0;
      if (root) for (const path of ['data', 'data/x.db']) chownSync(s.path(path), NOBODY, NOBODY);
      chmodSync(s.cwd, 0o755);
      chmodSync(s.path('data'), 0o555);
      const result = await new Promise<CommandResult>((resolve) => {
        const words = [BIN, 'import-csv', 'none.csv', '--db', 'data/x.db'];
        const child = spawn(process.execPath, words, {
          cwd: s.cwd,
          ...(root && { uid: NOBODY, gid: NOBODY }),
        });
        let [stdout, stderr] = ['', ''];
        child.stdout.on('data', (data) => {
          stdout += data;
        });
        child.stderr.on('data', (data) => {
          stderr += data;
        });
        child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
      });
      chmodSync(s.path('data'), 0o755);
      expectStopped(result, /data\/x\.db.*(folder|cannot be written).*check (the|its) permissions/);
    });
  },
);

/** Whether a small disk can be made of memory. */
function canMount(): boolean {
  return process.getuid?.() === 0 && process.platform === 'linux';
}

function mount(s: Scenario, size: string): void {
  const folder = s.path('small');
  const { status, stderr } = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${size}`,
    'tmpfs',
    folder,
  ]);
  expect([status, String(stderr)]).toEqual([0, '']);
  onTestFinished(() => {
    spawnSync('umount', [folder]);
  });
}
