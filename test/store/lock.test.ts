import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DatabaseBusyError, isLockLeftOver, lockForRun, lockNow } from '../../src/store/lock.js';
import { Store } from '../../src/store/store.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { newStore, startRun } from '../support/store.js';

/** An empty file in the place of a database. */
function databaseFile(name: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, '');
  return path;
}

/** Another process that holds the lock of a database until it is killed. */
async function holder(
  path: string,
  { asksAgain = false } = {},
): Promise<{ kill: () => Promise<void>; pid: number }> {
  const script = join(temporaryFolder(), 'holder.mjs');
  const module = pathToFileURL(join(ROOT, 'dist/store/store.js')).href;
  writeFileSync(
    script,
    `import { Store } from ${JSON.stringify(module)};
     const store = Store.open(process.argv[2], false);
     const run = { collection: 'default', command: 'import-faces', input: '/', options: {} };
     const parts = { encoder: 'e', extractor: 'x', ignoreCase: false };
     const { work } = store.runLife.start(run, parts, '2026-01-01T00:00:00.000Z');
     work.add({ userId: 'left over', photos: [], cells: [] });
     // Out of reach, it would be closed as garbage.
     globalThis.held = store;
     if (${asksAgain}) {
       try { Store.open(process.argv[2], false); } catch (error) {
         if (error.name !== 'DatabaseBusyError' || !error.message.includes(process.pid)) throw error;
       }
       const dry = Store.open(process.argv[2], true);
       dry.journal(process.argv[2]);
       dry.close();
     }
     console.log('holding');
     setInterval(() => {}, 1000);`,
  );
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  await once(child.stdout, 'data');
  return { kill, pid: child.pid ?? 0 };
}

describe('the lock of a run', () => {
  it('is refused while it is held, and free after it is released', () => {
    const path = databaseFile('test.db');
    const lock = lockForRun(path);
    expect(() => lockForRun(path)).toThrow(DatabaseBusyError);
    expect(() => lockForRun(path)).toThrow(`another run is working on ${path}`);
    lock.release();
    lockForRun(path).release();
  });

  it('leaves no file behind', () => {
    const path = databaseFile('test.db');
    const lock = lockForRun(path);
    lock.release();
    for (const end of ['-lock', '-lock-journal', '-lock-wal']) {
      expect([end, existsSync(path + end)]).toEqual([end, false]);
    }
  });

  it.skipIf(process.platform === 'win32')('lies in a file that its owner alone reads', () => {
    const path = databaseFile('test.db');
    const lock = lockForRun(path);
    expect(statSync(`${path}-lock`).mode & 0o777).toBe(0o600);
    lock.release();
  });

  it('does not hinder a run on another database', () => {
    const one = lockForRun(databaseFile('one.db'));
    lockForRun(databaseFile('other.db')).release();
    one.release();
  });

  it('of another process is told with that process, and ends with it, even by kill -9', async () => {
    const path = databaseFile('test.db');
    const { kill, pid } = await holder(path);
    expect(() => Store.open(path, false)).toThrow(DatabaseBusyError);
    expect(() => Store.open(path, false)).toThrow(
      `another run is working on ${path} (process ${pid}, since 2026-01-01T00:00:00.000Z): wait`,
    );
    // A dry run reads, and stands in nobody's way.
    Store.open(path, true).close();
    await kill();

    const store = newStore(path);
    const { work } = startRun(store);
    expect([...work.pages()]).toEqual([]);
    expect(store.runs.startOf(process.pid)).toMatch(/^\d{4}-/);
  });

  it('is kept by a process that asks for it again, looks at it, or opens the database', async () => {
    const path = databaseFile('test.db');
    const { pid } = await holder(path, { asksAgain: true });
    expect(lockNow(path)).toEqual({ state: 'held', holder: pid });
    expect(() => Store.open(path, false)).toThrow(`(process ${pid}, since 2026`);
    // What SQLite itself holds of the database is kept as well: nobody else has it alone.
    const other = new Database(path, { timeout: 0 });
    onTestFinished(() => {
      other.close();
    });
    expect(() => other.pragma('journal_mode = DELETE')).toThrow('locked');
  });

  it('is taken by one of many that find a torn file at the same time', () => {
    const path = databaseFile('test.db');
    writeFileSync(`${path}-lock`, 'torn '.repeat(200));
    const first = lockForRun(path);
    // What a process does that read the file just before.
    truncateSync(`${path}-lock`);
    expect(() => lockForRun(path)).toThrow(DatabaseBusyError);
    first.release();
  });

  it('is taken before the database is brought up to date', () => {
    const path = databaseFile('test.db');
    const lock = lockForRun(path);
    expect(() => Store.open(path, false)).toThrow(DatabaseBusyError);
    expect(statSync(path).size, 'nothing was written').toBe(0);
    lock.release();
    Store.open(path, false).close();
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  it('is taken on the file that a link leads to', () => {
    const path = databaseFile('test.db');
    const link = join(temporaryFolder(), 'link.db');
    symlinkSync(path, link);
    const store = Store.open(link, false);
    expect(() => lockForRun(path)).toThrow(DatabaseBusyError);
    store.close();
    expect(existsSync(`${path}-lock`)).toBe(false);
  });

  it('is given back when the database cannot be opened', () => {
    const path = databaseFile('test.db');
    writeFileSync(path, 'no database at all '.repeat(100));
    expect(() => Store.open(path, false)).toThrow('it is not a database');
    const lost = join(temporaryFolder(), 'nowhere', 'test.db');
    expect(() => Store.open(lost, false)).toThrow('its folder does not exist');
    const folder = temporaryFolder();
    expect(() => Store.open(folder, false)).toThrow('it is a folder');
    for (const each of [path, lost, folder]) {
      expect([each, existsSync(`${each}-lock`)]).toEqual([each, false]);
    }
  });

  it('is left over when a power cut tore its file, and is made anew', () => {
    const path = databaseFile('test.db');
    writeFileSync(`${path}-lock`, 'torn '.repeat(200));
    expect(lockNow(path)).toEqual({ state: 'left over' });
    const lock = lockForRun(path);
    expect(lockNow(path)).toEqual({ state: 'held', holder: process.pid });
    lock.release();
    expect(lockNow(path)).toEqual({ state: 'free' });
  });

  it('is free when its file goes while it is looked at', () => {
    const path = databaseFile('test.db');
    writeFileSync(`${path}-lock`, '');
    const asked = vi.spyOn(Database.prototype, 'exec');
    onTestFinished(() => asked.mockRestore());
    asked.mockImplementation(() => {
      rmSync(`${path}-lock`);
      throw Object.assign(new Error('locked'), { code: 'SQLITE_BUSY' });
    });
    expect(lockNow(path)).toEqual({ state: 'free' });
  });

  it('is of no use to a database that is replaced while it is opened, which is refused', () => {
    const [path, other] = [databaseFile('test.db'), databaseFile('other.db')];
    const { pragma } = Database.prototype;
    const replaced = vi.spyOn(Database.prototype, 'pragma');
    onTestFinished(() => replaced.mockRestore());
    replaced.mockImplementation(function (this: Database.Database, ...args) {
      if (args[0] === 'journal_mode = WAL') renameSync(other, path);
      return pragma.apply(this, args);
    });
    expect(() => Store.open(path, false)).toThrow('was removed or replaced');
    expect(existsSync(`${path}-lock`)).toBe(false);
  });
});

/** Another process that takes and releases the lock of a database again and again. */
async function busyHolder(path: string): Promise<void> {
  const script = join(temporaryFolder(), 'busy.mjs');
  const module = pathToFileURL(join(ROOT, 'dist/store/lock.js')).href;
  writeFileSync(
    script,
    `import { DatabaseBusyError, lockBesideRuns } from ${JSON.stringify(module)};
     console.log('beginning');
     for (;;) {
       try {
         lockBesideRuns(process.argv[2]).release();
       } catch (error) {
         if (!(error instanceof DatabaseBusyError)) throw error;
       }
     }`,
  );
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
}

it('does not take a lock that comes and goes for one that was left', async () => {
  const path = databaseFile('comes and goes.db');
  await busyHolder(path);
  for (let i = 0; i < 300; i += 1) expect(isLockLeftOver(path)).toBe(false);
});
