import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRow } from '../../src/domain/audit.js';
import { Audit } from '../../src/store/audit.js';
import { hashOfRow } from '../../src/store/audit-chain.js';
import { AuditLog } from '../../src/store/audit-log.js';
import { AuditWalk } from '../../src/store/audit-walk.js';
import { openDatabase } from '../../src/store/database.js';
import { anyText, findings, found, headOf } from '../support/audit.js';

/** Rows of the chain that the tests tamper with. */
const ROWS = 9;

const folder = mkdtempSync(join(tmpdir(), 'faceenroll-'));
const db = openDatabase(join(folder, 'test.db'));

beforeAll(() => {
  // A forger does not care.
  db.pragma('foreign_keys = OFF');
  db.transaction(() => {
    for (let i = 1; i <= ROWS; i += 1) {
      const audit = new Audit(db, 'default', i % 2 ? { runId: `r${i}`, reference: 'CHG' } : {});
      audit.record('USER_CREATED', { userId: `${i}` }, { i }, `2026-03-0${i}T08:00:00.000Z`);
    }
  }).immediate();
});

afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** Looks at the chain after it was tampered with, which is then undone. */
function tampered<T>(tamper: () => void, look: () => T): T {
  db.exec('BEGIN');
  try {
    tamper();
    return look();
  } finally {
    db.exec('ROLLBACK');
  }
}

/** What is found then. */
const findsAfter = (tamper: () => void): string[] => tampered(tamper, () => found(db));

/** What is found by the head from before. */
function findsByHead(tamper: () => void): string[] {
  const kept = headOf(db);
  return tampered(tamper, () => found(db, kept));
}

/** Every position that is named. */
function named(tamper: () => void): number[] {
  const kept = headOf(db);
  const all = tampered(tamper, () => findings(db, kept));
  const rows = all.flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i),
  );
  return [...new Set(rows)].sort((a, b) => a - b);
}

const rowAt = (position: number): AuditRow => {
  const row = [...new AuditLog(db).rows()].find((each) => each.position === position);
  if (!row) throw new Error(`no row ${position}`);
  return row;
};

/** Writes a row as one who knows how to compute its hash. */
function forge(row: Omit<AuditRow, 'hash'>): void {
  db.prepare(
    `INSERT OR REPLACE INTO audit
     VALUES (@position, @at, @osUser, @host, @runId, @action, @collection, @userId, @faceId,
             @detail, @reference, @previousHash, @hash)`,
  ).run({ ...row, hash: hashOfRow(row) });
}

/** Moves all rows behind a position. */
function renumber(behind: number, by: number): void {
  db.prepare('UPDATE audit SET position = -position WHERE position > ?').run(behind);
  db.prepare('UPDATE audit SET position = ? - position WHERE position < 0').run(by);
}

const position = fc.integer({ min: 1, max: ROWS });
const [TEXTS, NULLABLE] = [
  ['at', 'os_user', 'host', 'action', 'collection', 'previous_hash', 'hash'],
  ['run_id', 'user_id', 'face_id', 'reference', 'previous_hash', 'hash'],
];

describe('the walk along the chain', () => {
  it('finds nothing in a chain that is as it was written, and tells its head', () => {
    const walk = new AuditWalk();
    expect([...walk.findings(new AuditLog(db).rows())]).toEqual([]);
    const head = headOf(db);
    expect(head.position).toBe(ROWS);
    expect(walk.verdict()).toEqual({ rows: ROWS, findings: 0, head, kept: null });
  });

  it('names the row of which any column was altered, and no other', () => {
    const change = fc.oneof(
      fc.tuple(fc.constantFrom(...TEXTS, ...NULLABLE), anyText),
      fc.tuple(fc.constantFrom(...NULLABLE), fc.constant(null)),
      fc.tuple(fc.constant('detail'), fc.json()),
    );
    let altered = 0;
    fc.assert(
      fc.property(position, change, (at, [column, value]) => {
        const select = `SELECT ${column} FROM audit WHERE position = ?`;
        const before = db.prepare(select).pluck().get(at);
        fc.pre(before !== value);
        altered += 1;
        const expected = column === 'hash' && value === null ? `inserted ${at}` : `altered ${at}`;
        const sql = `UPDATE audit SET ${column} = ? WHERE position = ?`;
        expect(findsAfter(() => db.prepare(sql).run(value, at))).toEqual([expected]);
      }),
      { numRuns: 200 },
    );
    expect(altered).toBe(200);
  });

  it('tells of an altered row which hash it has and which one its columns give', () => {
    const { hash } = rowAt(3);
    const [finding, ...others] = tampered(
      () => db.exec("UPDATE audit SET user_id = 'x' WHERE position = 3"),
      () => findings(db),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'altered', from: 3, to: 3, found: hash });
    expect(finding?.row).toMatchObject({ position: 3, userId: 'x' });
    expect(finding?.expected).toBe(hashOfRow({ ...rowAt(3), userId: 'x' }));
  });

  it('names every row that was removed, those at the end by the head that was kept', () => {
    fc.assert(
      fc.property(fc.subarray(Array.from({ length: ROWS }, (_, i) => i + 1)), (gone) => {
        const remove = db.prepare('DELETE FROM audit WHERE position = ?');
        const removeAll = () => {
          for (const at of gone) remove.run(at);
        };
        expect(named(removeAll)).toEqual(gone);
      }),
    );
  });

  it('does not find rows missing at the end without a head', () => {
    const truncate = () => db.exec('DELETE FROM audit WHERE position > 6');
    expect(findsAfter(truncate)).toEqual([]);
    expect(findsByHead(truncate)).toEqual(['truncated 7-9']);
    const empty = () => db.exec('DELETE FROM audit');
    expect(findsAfter(empty)).toEqual([]);
    expect(findsByHead(empty)).toEqual(['truncated 1-9']);
  });

  it('finds rows that were removed also when the others were numbered anew', () => {
    const remove = (at: number) => {
      db.prepare('DELETE FROM audit WHERE position = ?').run(at);
      renumber(at, -1);
    };
    expect(findsAfter(() => remove(4))).toEqual(['moved 4-8']);
    const twice = () => {
      remove(4);
      remove(6);
    };
    expect(findsAfter(twice)).toEqual(['moved 4-5', 'moved 6-7']);
    const moved = tampered(twice, () => findings(db));
    expect(moved.map(({ shift }) => shift)).toEqual([1, 2]);
  });

  it('names a row that was put in, wherever, and those that it moved', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: ROWS }), fc.string(), (behind, userId) => {
        const insert = () => {
          renumber(behind, 1);
          const row = { ...rowAt(behind === ROWS ? ROWS : behind + 2), position: behind + 1 };
          forge({ ...row, userId });
          db.prepare("UPDATE audit SET user_id = user_id || 'y' WHERE position = ?").run(
            behind + 1,
          );
        };
        const expected = [`altered ${behind + 1}`];
        if (behind + 2 <= ROWS + 1) {
          const to = ROWS + 1;
          expected.push(`moved ${behind + 2 === to ? to : `${behind + 2}-${to}`}`);
        }
        expect(findsAfter(insert)).toEqual(expected);
      }),
    );
  });

  it.each([-3, 0])('names a row before the first one: %i', (at) => {
    expect(findsAfter(() => forge({ ...rowAt(1), position: at }))).toEqual([`inserted ${at}`]);
  });

  it('names a row without a hash, as another program would write it', () => {
    const insert = () =>
      db.exec(`INSERT INTO audit (at, os_user, host, action, collection)
               VALUES ('now', 'x', 'y', 'USER_CREATED', 'default')`);
    expect(findsAfter(insert)).toEqual([`inserted ${ROWS + 1}`]);
  });

  it('goes on from a row without a hash, and names no other', () => {
    const insert = () => {
      db.exec(`INSERT INTO audit (at, os_user, host, action, collection)
               VALUES ('now', 'x', 'y', 'USER_CREATED', 'default')`);
      new Audit(db, 'default', {}).record('USER_CREATED', { userId: '10' }, {}, 'now');
    };
    expect(findsAfter(insert)).toEqual([`inserted ${ROWS + 1}`]);
  });

  it('names both of two rows that were swapped, and no other', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        fc.pre(a !== b);
        const move = db.prepare('UPDATE audit SET position = ? WHERE position = ?');
        const swap = () => {
          move.run(-1, a);
          move.run(a, b);
          move.run(b, -1);
        };
        expect(named(swap)).toEqual([a, b].sort((x, y) => x - y));
      }),
    );
  });

  it('names a row that was replaced by one whose own hash is right', () => {
    const replace = () => forge({ ...rowAt(5), userId: 'x' });
    expect(findsAfter(replace)).toEqual(['replaced 5']);
    const first = () => forge({ ...rowAt(1), previousHash: 'f'.repeat(64) });
    expect(findsAfter(first)).toEqual(['replaced 0', 'replaced 1']);
  });

  it('finds a chain that was written anew by the head that was kept', () => {
    const rewrite = () => {
      let previous = rowAt(4);
      for (let at = 5; at <= ROWS; at += 1) {
        forge({ ...rowAt(at), osUser: 'somebody else', previousHash: previous.hash });
        previous = rowAt(at);
      }
    };
    expect(findsAfter(rewrite)).toEqual([]);
    expect(findsByHead(rewrite)).toEqual([`rewritten ${ROWS}`]);
  });

  it('takes any earlier head, and that of the empty chain', () => {
    for (let at = 1; at <= ROWS; at += 1) {
      expect(found(db, { position: at, hash: rowAt(at).hash ?? '' })).toEqual([]);
      expect(found(db, { position: at, hash: 'f'.repeat(64) })).toEqual([`rewritten ${at}`]);
    }
    expect(found(db, { position: 0, hash: '0'.repeat(64) })).toEqual([]);
    expect(found(db, { position: 0, hash: 'f'.repeat(64) })).toEqual(['rewritten 0']);
  });

  it('comes to an end with positions that are too large for a number', () => {
    const push = () => {
      db.exec('UPDATE audit SET position = 9223372036854775807 WHERE position = 9');
      db.exec('UPDATE audit SET position = 9007199254740993 WHERE position = 8');
    };
    expect(findsAfter(push)[0]).toMatch(/^missing 8-/);
  });
});
