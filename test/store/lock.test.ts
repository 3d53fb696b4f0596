import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseBusyError, lockForRun } from '../../src/store/lock.js';
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
async function holder(path: string): Promise<{ kill: () => Promise<void>; pid: number }> {
  const script = join(temporaryFolder(), 'holder.mjs');
  const module = pathToFileURL(join(ROOT, 'dist/store/store.js')).href;
  writeFileSync(
    script,
    `import { Store } from ${JSON.stringify(module)};
     const store = Store.open(process.argv[2], false);
     const run = { collection: 'default', command: 'import-faces', input: '/', options: {} };
     const parts = { encoder: 'e', extractor: 'x', ignoreCase: false };
     const { work } = store.startRun(run, parts, '2026-01-01T00:00:00.000Z');
     work.add({ userId: 'left over', photos: [], cells: [] });
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
});
