import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockBesideRuns, lockForRun, lockNow } from '../../src/store/lock.js';
import { Store } from '../../src/store/store.js';
import { query, temporaryFolder } from '../support/cli.js';
import { runMain } from '../support/main.js';
import { newStore, startRun } from '../support/store.js';

const NOW = '2026-11-21T12:00:00.000Z';
const START = { command: 'serve', input: '/served.db', options: {}, collection: 'default' };

/** A database with the run of a server that has begun. */
function served() {
  const path = join(temporaryFolder(), 'served.db');
  const store = Store.open(path, false);
  const lock = store.serverRuns.lock('server');
  store.serverRuns.goOn('server', START, NOW);
  store.close();
  onTestFinished(() => lock.release());
  return { path, lock };
}

const statusOf = (path: string) => newStore(path, true).journal(path).newest(9).at(-1)?.status;

const locks = (path: string) =>
  readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}-serve-`));

describe('the run of a server', () => {
  it('keeps nobody from the database', () => {
    const { path } = served();
    lockForRun(path).release();
    expect(lockNow(path)).toEqual({ state: 'free' });
  });

  it('lets a command that needs the database alone wait for a transaction, not fail', async () => {
    const { path } = served();
    const held = lockBesideRuns(path);
    setTimeout(() => held.release(), 300);
    const { code } = await runMain(['collections', 'create', 'new', '--db', path], {
      cwd: temporaryFolder(),
    });
    expect(code).toBe(0);
  });

  it('is running as long as its server lives, whatever runs begin and end', () => {
    const { path, lock } = served();
    expect(statusOf(path)).toBe('running');
    const store = Store.open(path, false);
    const run = startRun(store);
    store.runLife.finish(run);
    store.runLife.close(run);
    store.close();
    expect(query(path, "SELECT status FROM runs WHERE command = 'serve'")).toEqual([
      { status: 'running' },
    ]);
    lock.release();
    expect(statusOf(path)).toBe('interrupted');
  });

  it('is recorded as interrupted by the next run once its server is gone', () => {
    const { path, lock } = served();
    lock.release();
    const store = newStore(path);
    startRun(store);
    expect(query(path, "SELECT status FROM runs WHERE command = 'serve'")).toEqual([
      { status: 'interrupted' },
    ]);
  });

  it('has its lock taken away when it is left over, and not before', () => {
    const { path, lock } = served();
    Store.open(path, false).close();
    expect(locks(path)).toHaveLength(1);
    lock.release();
    expect(existsSync(`${path}-serve-server`)).toBe(false);
  });

  it('keeps what changed and what failed, and its counts', () => {
    const { path } = served();
    const store = newStore(path);
    const item = { row: undefined, userId: '1001', file: 'a.jpg', slot: 1 };
    const outcome = { kind: 'imported', action: 'USER_CREATED' } as const;
    store.once(() => store.serverRuns.add('server', 1, [{ ...item, outcome }], { imported: 1 }));
    store.once(() => store.serverRuns.add('server', 2, [{ ...item, outcome }], { imported: 2 }));
    store.serverRuns.finish('server', { imported: 2 }, NOW);
    expect(query(path, 'SELECT item, user_id, action FROM run_items')).toEqual([
      { item: 1, user_id: '1001', action: 'USER_CREATED' },
      { item: 2, user_id: '1001', action: 'USER_CREATED' },
    ]);
    expect(query(path, 'SELECT status, counts, report_due FROM runs')).toEqual([
      { status: 'finished', counts: '{"imported":2}', report_due: 0 },
    ]);
  });
});
