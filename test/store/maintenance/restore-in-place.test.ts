import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { lockForRun } from '../../../src/store/lock.js';
import { backUp } from '../../../src/store/maintenance/backup.js';
import { restore } from '../../../src/store/maintenance/restore.js';
import { Store } from '../../../src/store/store.js';
import { sampleOf } from '../../support/entries.js';
import { enrollUsers, newPath, randomEmbedding, withRun } from '../../support/keys.js';
import { startRun } from '../../support/store.js';

const SILENT = { signal: new AbortController().signal, onProgress: () => {} };

/** A database of one user, and a backup of it. */
async function backedUp(): Promise<{ database: string; file: string }> {
  const database = newPath();
  withRun(database, undefined, (run) => enrollUsers(run, { ann: randomEmbedding() }));
  const file = join(dirname(database), 'backup.db');
  await backUp({ database, file, force: false, ...SILENT });
  return { database, file };
}

const agreed = { discard: false, mayReplace: () => true, ...SILENT };
const unasked = { discard: false, mayReplace: undefined, ...SILENT };

/** Damages the audit in its middle, where nobody looks who asks for its end alone. */
function damageAudit(path: string): void {
  const db = new Database(path);
  db.pragma('journal_mode = DELETE');
  const insert = db.prepare(
    `INSERT INTO audit (at, os_user, host, action, collection, user_id)
     VALUES ('now', 'somebody', 'somewhere', 'USER_DELETED', 'default', ?)`,
  );
  for (let i = 0; i < 300; i += 1) insert.run(`user ${i}`.repeat(9));
  const pages = db
    .prepare("SELECT pageno FROM dbstat WHERE name = 'audit' AND pagetype = 'leaf' ORDER BY path")
    .pluck()
    .all() as number[];
  const size = db.pragma('page_size', { simple: true }) as number;
  db.close();
  const page = pages[Math.floor(pages.length / 2)] as number;
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xff, (page - 1) * size, page * size));
}

describe('a database that a restore replaces', () => {
  it('may be damaged: the backup is whole, and who comes back is not known', async () => {
    const { database, file } = await backedUp();
    damageAudit(database);
    const restored = await restore({ file, database, ...agreed });
    expect(restored?.backup.users).toBe(1);
    expect(restored?.returning).toBeUndefined();
  });

  it('is not empty while its first import is interrupted', async () => {
    const { file } = await backedUp();
    const database = newPath();
    const store = Store.open(database, false);
    const run = startRun(store);
    run.samples.keep({ path: '/photos/ann.jpg', size: 1, modifiedMs: 1 }, sampleOf('ann'));
    store.runLife.breakOff(run, 'interrupted');
    store.close();
    const request = { file, database, ...unasked };
    await expect(restore(request)).rejects.toThrow('has no users, but a history');
    const restored = await restore({ ...request, mayReplace: () => true });
    expect(existsSync(restored?.keptAs ?? '')).toBe(true);
  });
});

describe('a place where there is no database', () => {
  it('is not a link to nowhere, which stays', async () => {
    const { file } = await backedUp();
    const database = newPath();
    symlinkSync(join(dirname(database), 'nowhere.db'), database);
    await expect(restore({ file, database, ...unasked })).rejects.toThrow(
      'is a link to a file that does not exist',
    );
    expect(lstatSync(database).isSymbolicLink()).toBe(true);
    expect(readdirSync(dirname(database))).toEqual(['test.db']);
  });

  it('is left to the restore that was there first', async () => {
    const { file } = await backedUp();
    const database = newPath();
    const elsewhere = `${database}.elsewhere`;
    writeFileSync(elsewhere, '');
    const lock = lockForRun(elsewhere);
    renameSync(`${elsewhere}-lock`, `${database}-lock`);
    await expect(restore({ file, database, ...unasked })).rejects.toThrow('is working on');
    lock.release();
    expect(existsSync(database), 'the other one may work in it').toBe(true);
  });
});
