import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { query, ROOT } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';

const BIN = join(ROOT, 'bin', 'faceenroll.js');
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

type Reader = (...words: string[]) => SpawnSyncReturns<string>;

/** Runs commands in a scenario, as somebody who may write nothing in its folder `kept`. */
function readerOf(s: Scenario, user?: number): Reader {
  const as = user === undefined ? {} : { uid: user, gid: user };
  return (...words) =>
    spawnSync(process.execPath, [BIN, ...words], { cwd: s.cwd, encoding: 'utf8', ...as });
}

/** A medium that can only be read, with what `fill` puts there. */
function readOnlyMedium(s: Scenario, fill: (folder: string) => void): Reader {
  const folder = s.path('kept');
  mkdirSync(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4g', 'tmpfs', folder]);
  expect(String(mounted.stderr)).toBe('');
  onTestFinished(() => {
    spawnSync('umount', [folder]);
  });
  fill(folder);
  expect(spawnSync('mount', ['-o', 'remount,ro', folder]).status).toBe(0);
  return readerOf(s);
}

/** A folder in which we may change nothing, with what `fill` puts there. */
function closedFolder(s: Scenario, fill: (folder: string) => void): Reader {
  const folder = s.path('kept');
  mkdirSync(folder);
  fill(folder);
  for (const name of readdirSync(folder)) {
    chmodSync(join(folder, name), 0o400);
    if (isRoot) chownSync(join(folder, name), NOBODY, NOBODY);
  }
  chmodSync(folder, 0o555);
  chmodSync(s.cwd, 0o755);
  onTestFinished(() => chmodSync(folder, 0o755));
  // Permissions do not stop root, so the command runs as somebody else then.
  return readerOf(s, isRoot ? NOBODY : undefined);
}

const canMount = isRoot && process.platform === 'linux';
/** Nobody cannot run a program in a folder that is closed to others. */
const canBeNobody = !isRoot || spawnSync('test', ['-r', BIN], { uid: NOBODY }).status === 0;
for (const [can, what] of [
  [canMount, 'a medium that can only be read'],
  [canBeNobody && process.platform !== 'win32', "somebody else's folder"],
]) {
  if (!can) process.stderr.write(`Not tested here, since it cannot be made: ${what}.\n`);
}

const READING: readonly (readonly [command: string, told: string])[] = [
  ['users list', '1 user'],
  ['users show 1001', '1001'],
  ['faces list', '1 face'],
  ['status', '1 template'],
  ['collections list', 'default'],
  ['runs list', 'import-faces'],
  ['audit list', 'USER_CREATED'],
  ['audit verify', 'Head'],
  ['check', 'Checked: kept/x.db, 1 user'],
  ['doctor', 'kept/x.db: 1 user'],
  ['identify photos/1001.jpg', '1.0000'],
  ['verify 1001 photos/1001.jpg', 'match'],
  ['duplicates list', ''],
  ['export-csv', '1001'],
  ['templates export', '1001'],
  ['import-faces photos --dry-run', '1 item'],
];

/** A database of one user with a face: its bytes, since the folder of a test goes with the test. */
let enrolled: Buffer | undefined;

async function databaseIn(s: Scenario): Promise<Buffer> {
  s.photos(['1001.jpg']);
  if (!enrolled) {
    await s.run(['import-faces', 'photos', '--create-missing']);
    enrolled = readFileSync(s.db);
  }
  return enrolled;
}

describe.each([
  ['on a read-only medium', canMount, readOnlyMedium],
  ["in somebody else's folder", canBeNobody && process.platform !== 'win32', closedFolder],
])('a database %s', (_, can, shutIn) => {
  async function withDatabase(): Promise<{ s: Scenario; read: Reader }> {
    const s = new Scenario();
    const bytes = await databaseIn(s);
    return {
      s,
      read: shutIn(s, (folder) => writeFileSync(join(folder, 'x.db'), bytes, { mode: 0o600 })),
    };
  }

  it.skipIf(!can)('is read by every command that only reads', async () => {
    const { s, read } = await withDatabase();
    for (const [command, told] of READING) {
      const { status, stdout, stderr } = read(...command.split(' '), '--db', 'kept/x.db');
      expect([command, status, stderr.includes('cannot')]).toEqual([command, 0, false]);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(told);
    }
    expect(readdirSync(s.path('kept'))).toEqual(['x.db']);
  });

  it.skipIf(!can)('is not written, which is told with what to do', async () => {
    const { s, read } = await withDatabase();
    for (const command of ['users add 7', 'import-faces photos', 'users delete 1001 --yes']) {
      const { status, stderr } = read(...command.split(' '), '--db', 'kept/x.db');
      expect([command, status]).toEqual([command, 1]);
      expect(stderr).toMatch(
        /^faceenroll: .*kept\/x\.db.*(written|read).*; ?(name|check)|check its/m,
      );
    }
    expect(readdirSync(s.path('kept'))).toEqual(['x.db']);
  });

  it.skipIf(!can)('is backed up to where one may write', async () => {
    const { s, read } = await withDatabase();
    mkdirSync(s.path('out'));
    chmodSync(s.path('out'), 0o777);
    expect(read('backup', 'out/b.db', '--db', 'kept/x.db')).toMatchObject({ status: 0 });
    if (!isRoot) return;
    expect(query(s.path('out/b.db'), 'SELECT user_id FROM users')).toEqual([{ user_id: '1001' }]);
  });

  it.skipIf(!can)('whose last changes wait beside it is told, unless they can be read', () => {
    const s = new Scenario();
    const files = (ends: readonly string[]) => (folder: string) => {
      const db = openDatabase(s.path('live.db'));
      db.exec("INSERT INTO collections VALUES ('changed', 'now')");
      for (const end of ends) copyFileSync(s.path(`live.db${end}`), join(folder, `x.db${end}`));
      db.close();
    };
    const half = shutIn(s, files(['', '-wal']));
    const { status, stderr } = half('collections', 'list', '--db', 'kept/x.db');
    expect(status).toBe(1);
    expect(stderr).toContain('changes wait next to it (kept/x.db-wal); copy both');
  });
});
