import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Audit } from '../../src/store/audit.js';
import { openDatabase } from '../../src/store/database.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { anyText, found, headOf, record } from '../support/audit.js';
import { query, temporaryFolder } from '../support/cli.js';
import { newDatabase, newStore, startRun } from '../support/store.js';

const COLUMNS =
  'position, at, os_user, host, run_id, action, collection, user_id, face_id, detail, reference';

const newPath = (): string => join(temporaryFolder(), 'test.db');

const positions = (path: string): number[] =>
  query(path, 'SELECT position FROM audit ORDER BY position').map(({ position }) => position);

/** The chain of a database, computed as the help topic "audit" describes it. */
function expectChained(path: string): void {
  let previous = '0'.repeat(64);
  const rows = query(path, `SELECT ${COLUMNS}, previous_hash, hash FROM audit ORDER BY position`);
  expect(rows.length).toBeGreaterThan(0);
  for (const { previous_hash, hash, ...columns } of rows) {
    expect(previous_hash).toBe(previous);
    const text = JSON.stringify([previous_hash, ...Object.values(columns)]);
    expect(hash).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    previous = hash;
  }
}

describe('the audit', () => {
  it('is a chain as documented, from the first row on and without gaps', () => {
    const path = newPath();
    const store = newStore(path);
    record(store, ['1001', '1002', 'Zo\u00eb "the \u0000 one"\n'], { reference: 'CHG-4711' });
    expectChained(path);
    expect(positions(path)).toEqual([1, 2, 3]);
    expect(query(path, 'SELECT DISTINCT reference FROM audit')).toEqual([
      { reference: 'CHG-4711' },
    ]);
  });

  it('goes on as if nothing had been after a transaction that was rolled back', () => {
    const path = newPath();
    const store = newStore(path);
    record(store, ['1001']);
    const { audit, transaction } = store.collection('default', 'encoder');
    const failing = () =>
      transaction(() => {
        for (const userId of ['1', '2', '3']) audit.record('USER_CREATED', { userId }, {}, 'now');
        throw new Error('disk full');
      });
    expect(failing).toThrow('disk full');
    expect(positions(path)).toEqual([1]);
    transaction(() => audit.record('USER_CREATED', { userId: '1002' }, {}, 'now'));
    expect(positions(path)).toEqual([1, 2]);
    expectChained(path);
  });

  it('is one chain whoever writes: other collections, other connections', () => {
    const path = newPath();
    const store = newStore(path);
    const other = openDatabase(path);
    const stranger = new Audit(other, 'visitors', {});
    const [staff, guests] = ['staff', 'guests'].map((name) => store.collection(name, 'encoder'));
    for (let i = 0; i < 5; i += 1) {
      for (const part of [staff, guests]) {
        part?.transaction(() => {
          part.audit.record('USER_CREATED', { userId: `${i}` }, {}, 'now');
          part.audit.record('USER_UPDATED', { userId: `${i}` }, {}, 'now');
        });
      }
      const write = () => stranger.record('USER_CREATED', { userId: `${i}` }, {}, 'now');
      other.transaction(write).immediate();
    }
    other.close();
    expect(positions(path)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    expectChained(path);
  });

  it('refuses a row outside of a transaction, where another process could come between', () => {
    const { audit } = newStore().collection('default', 'encoder');
    expect(() => audit.record('USER_CREATED', { userId: '1001' }, {}, 'now')).toThrow(
      'belongs to a transaction',
    );
  });

  it('keeps the run and its reference in each row', () => {
    const path = newPath();
    const store = newStore(path);
    const start = { collection: 'default', command: 'c', input: '/i', options: {} };
    const parts = { encoder: 'e', extractor: 'x', ignoreCase: false };
    const run = store.runLife.start({ ...start, reference: 'CHG-4711' }, parts, 'now');
    run.transaction(() => run.audit.record('USER_CREATED', { userId: '1' }, {}, 'now'));
    const plain = startRun(store);
    plain.transaction(() => plain.audit.record('USER_CREATED', { userId: '2' }, {}, 'now'));
    expect(query(path, 'SELECT run_id, reference FROM runs ORDER BY rowid')).toEqual([
      { run_id: run.runId, reference: 'CHG-4711' },
      { run_id: plain.runId, reference: null },
    ]);
    expect(query(path, 'SELECT run_id, reference FROM audit ORDER BY position')).toEqual([
      { run_id: run.runId, reference: 'CHG-4711' },
      { run_id: plain.runId, reference: null },
    ]);
  });

  it('holds together whatever the texts are', () => {
    const db = newDatabase();
    const row = fc.record({ userId: anyText, faceId: anyText, reference: anyText, value: anyText });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        db.exec('BEGIN');
        try {
          for (const { userId, faceId, reference, value } of rows) {
            const audit = new Audit(db, 'default', { reference });
            audit.record('USER_CREATED', { userId, faceId }, { value }, 'now');
          }
          expect(headOf(db).position).toBe(rows.length);
          expect(found(db)).toEqual([]);
        } finally {
          db.exec('ROLLBACK');
        }
      }),
    );
  });
});

describe('the audit of a database of an earlier version', () => {
  it('becomes a chain when the database is brought up to date, and goes on from there', () => {
    const path = newPath();
    const old = new Database(path);
    for (const step of MIGRATIONS.slice(0, 2)) old.exec(step as string);
    old.pragma(`application_id = ${0x46_45_4e_52}`);
    old.pragma('user_version = 2');
    const insert = old.prepare(
      `INSERT INTO audit (at, os_user, host, action, collection, user_id, detail)
       VALUES ('2025-01-01T00:00:00.000Z', 'hr', 'badges', 'USER_CREATED', 'default', ?, '{}')`,
    );
    // More than are read together.
    old.transaction(() => {
      for (let i = 0; i < 2500; i += 1) insert.run(`user ${i}`);
    })();
    old.close();
    const store = newStore(path);
    expectChained(path);
    record(store, ['1001']);
    expectChained(path);
    expect(positions(path)).toHaveLength(2501);
    expect(query(path, 'SELECT user_id FROM audit WHERE position = 2500')).toEqual([
      { user_id: 'user 2499' },
    ]);
  });
});
