import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.js';
import { record } from '../support/audit.js';
import { events, query } from '../support/cli.js';
import { enroll } from '../support/enrolled.js';
import { enrollPeople, photo } from '../support/gallery.js';
import { writeGallery } from '../support/random-gallery.js';
import { Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

const USERS = ['1001', '1002', '1003', '1004'];

/** A database that has rows of no user, and that tests tamper with: it need not be sound. */
const dbOf = (s: Scenario): string => s.path('audit.db');

const run = (s: Scenario, args: readonly string[]) =>
  s.call(args, { env: { FACEENROLL_DB: 'audit.db' } });

/** A database with eight audit rows: four users, each made and given a template. */
function scenario(): Scenario {
  const s = new Scenario();
  const embedding = unit(Array.from({ length: 128 }, (_, i) => i));
  enroll(
    dbOf(s),
    USERS.map((userId) => ({ userId, embedding })),
  );
  return s;
}

/** Changes the database as somebody with another program would. */
function tamper(s: Scenario, sql: string): void {
  const db = new Database(dbOf(s));
  db.exec(sql);
  db.close();
}

const list = async (s: Scenario, ...options: string[]) => {
  const result = await run(s, ['audit', 'list', '--json', ...options]);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  return events(result).map(({ position }) => position);
};

const verify = async (s: Scenario, ...options: string[]) => {
  const result = await run(s, ['audit', 'verify', ...options]);
  expect(result.stderr).toBe('');
  return { code: result.code, lines: result.stdout.trimEnd().split('\n') };
};

const head = async (s: Scenario) => (await run(s, ['audit', 'head'])).stdout.trimEnd();

describe('audit list', () => {
  it('tells a person who did what, in 80 columns, the oldest first', async () => {
    const { code, stdout, stderr } = await run(scenario(), ['audit', 'list']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\S+@\S+, run [0-9a-f-]{36}, collection default$/);
    expect(lines[1]).toMatch(/^ {5}1 {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}USER_CREATED {10}1001$/);
    expect(lines).toHaveLength(9);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('lists rows by user, action, run, reference, collection and time', async () => {
    const s = scenario();
    const [{ run_id: runId }] = query(dbOf(s), 'SELECT run_id FROM runs');
    const store = Store.open(dbOf(s), false);
    record(store, ['2001'], { reference: 'CHG-4711' });
    record(store, ['2002'], { reference: 'CHG-4712' });
    const visitors = store.collection('visitors', 'e');
    const late = '2026-04-01T00:00:00.000Z';
    visitors.transaction(() => visitors.audit.record('USER_UPDATED', { userId: '1001' }, {}, late));
    store.close();
    tamper(s, "UPDATE audit SET at = '2026-01-31T23:59:59.999Z' WHERE position <= 8");

    expect(await list(s)).toHaveLength(11);
    expect(await list(s, '--user', '1001')).toEqual([1, 2, 11]);
    expect(await list(s, '--user', '1001', '--collection', 'default')).toEqual([1, 2]);
    expect(await list(s, '--action', 'NEW_TEMPLATE_CREATED')).toEqual([2, 4, 6, 8]);
    expect(await list(s, '--run', runId)).toHaveLength(8);
    expect(await list(s, '--run', runId.slice(0, 13))).toHaveLength(8);
    expect(await list(s, '--reference', ' CHG-4711 ')).toEqual([9]);
    expect(await list(s, '--since', '2026-02-01')).toEqual([9, 10, 11]);
    expect(await list(s, '--until', '2026-01-31')).toHaveLength(8);
    expect(await list(s, '--since', '2026-03-01', '--until', '2026-03-01')).toEqual([9, 10]);
    expect(await list(s, '--until', '2026-03-01T07:59')).toHaveLength(8);
    expect(await list(s, '--until', '2026-03-01T09:00+01:00')).toHaveLength(10);
    expect(await list(s, '--since', '2027-01-01')).toEqual([]);
    expect(await list(s, '--limit', '3')).toEqual([9, 10, 11]);
    expect(await list(s, '--limit', '2', '--user', '1001')).toEqual([2, 11]);
    expect(await list(s, '--limit', '99', '--user', '1001')).toEqual([1, 2, 11]);
  });

  it('finds a user in either Unicode form, and as the other one of an exception', async () => {
    const s = scenario();
    const store = Store.open(dbOf(s), false);
    record(store, ['Zo\u00eb']);
    store.close();
    await run(s, ['duplicates', 'allow', '1002', '1001', '--reason', 'twins']);
    expect(await list(s, '--user', 'Zoe\u0308')).toEqual([9]);
    expect(await list(s, '--user', '1001')).toEqual([1, 2, 10]);
  });

  it('gives a CSV with all columns, and every row of more than are read together', async () => {
    const s = scenario();
    const store = Store.open(dbOf(s), false);
    const { audit, transaction } = store.collection('default', 'e');
    transaction(() => {
      for (let i = 0; i < 2500; i += 1) {
        audit.record('USER_CREATED', { userId: `=${i}` }, {}, '2026-03-01T08:00:00.000Z');
      }
    });
    store.close();
    const { code, stdout } = await run(s, ['audit', 'list', '--csv']);
    expect(code).toBe(0);
    const rows: Record<string, string>[] = parse(stdout, { columns: true });
    expect(rows.map(({ position }) => Number(position))).toEqual(
      Array.from({ length: 2508 }, (_, i) => i + 1),
    );
    expect(rows[8]).toMatchObject({ user_id: "'=0", action: 'USER_CREATED', detail: '{}' });
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['position', 'at', 'os_user', 'host', 'run_id', 'reference', 'action', 'collection'],
      ...['user_id', 'face_id', 'detail', 'previous_hash', 'hash'],
    ]);
    expect(await list(s, '--limit', '1500')).toHaveLength(1500);
  });

  it('says when no row matches, and of a database that is not there what to do', async () => {
    const s = scenario();
    const none = await run(s, ['audit', 'list', '--user', 'nobody']);
    expect(none).toMatchObject({ code: 0, stdout: 'No row of the audit matches.\n' });
    rmSync(dbOf(s));
    const gone = await s.run(['audit', 'list'], { env: { FACEENROLL_DB: 'audit.db' } });
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toContain('there is no database audit.db');
  });

  it.each([
    [['--since', '2026-02-30'], 'such as 2026-03-01'],
    [['--since', '2026-03-02', '--until', '2026-03-01'], '--since is later than --until'],
    [['--action', 'USER_MADE'], 'USER_CREATED, USER_UPDATED'],
    [['--limit', '0'], 'whole number from 1'],
    [['--csv', '--json'], 'cannot be used with'],
  ])('refuses %j as wrong usage', async (options, message) => {
    const { code, stderr } = await run(scenario(), ['audit', 'list', ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('works while an import holds the database, as do verify and head', async () => {
    const s = scenario();
    const store = Store.open(dbOf(s), false);
    try {
      for (const command of ['list', 'verify', 'head']) {
        expect((await run(s, ['audit', command])).code).toBe(0);
      }
    } finally {
      store.close();
    }
  });
});

describe('audit verify', () => {
  it('says that the audit is intact, and tells its head', async () => {
    const s = scenario();
    const value = await head(s);
    expect(value).toMatch(/^8:[0-9a-f]{64}$/);
    expect(await verify(s)).toEqual({
      code: 0,
      lines: [
        'The audit is intact: 8 rows.',
        `Head  ${value}`,
        'Whether rows are missing at its end, or all of it was written anew, is shown by',
        '  --head with a head that was kept elsewhere.',
      ],
    });
  });

  it('names a row that was altered and rows that are missing, with exit code 3', async () => {
    const s = scenario();
    const [{ hash }] = query(dbOf(s), 'SELECT hash FROM audit WHERE position = 3');
    tamper(
      s,
      `UPDATE audit SET at = '2026-03-01T08:00:00.000Z', os_user = 'hr', host = 'pc' || x'1b',
                        user_id = '1009' WHERE position = 3;
       DELETE FROM audit WHERE position IN (5, 6)`,
    );
    const { code, lines } = await verify(s);
    expect(code).toBe(3);
    expect(lines).toEqual([
      'Row 3 was altered, or not written by faceenroll: USER_CREATED of user "1009",',
      '  2026-03-01T08:00:00Z, by hr@pc\\u001b.',
      expect.stringMatching(/^ {2}expected {2}[0-9a-f]{64}$/),
      `  found     ${hash}`,
      'Rows 5 to 6 are missing: after row 4 comes row 7.',
      'The audit is not intact: 2 findings in 6 rows.',
    ]);
  });

  it('tells the same as JSON', async () => {
    const s = scenario();
    const kept = await head(s);
    tamper(s, 'DELETE FROM audit WHERE position IN (2, 8)');
    const result = await run(s, ['audit', 'verify', '--json', '--head', kept]);
    expect(result.code).toBe(3);
    expect(events(result)).toEqual([
      {
        ...{ event: 'finding', kind: 'missing', from: 2, to: 2, expected: null, found: null },
        message: 'Row 2 is missing: after row 1 comes row 3.',
      },
      {
        ...{ event: 'finding', kind: 'truncated', from: 8, to: 8 },
        ...{ expected: kept.split(':')[1], found: null },
        message: expect.stringContaining('the audit ends with row 7'),
      },
      {
        ...{ event: 'verification', intact: false, rows: 6, findings: 2 },
        ...{ head: expect.stringMatching(/^7:/), keptHead: kept, exitCode: 3 },
      },
    ]);
  });

  it('finds by a head that was kept what the chain itself cannot show', async () => {
    const s = scenario();
    const kept = await head(s);
    await run(s, ['duplicates', 'allow', '1001', '1002', '--reason', 'twins']);
    const later = await verify(s, '--head', kept);
    expect(later.code).toBe(0);
    expect(later.lines[0]).toBe('The audit is intact: 9 rows, among them the head that was kept.');
    tamper(s, 'DELETE FROM audit WHERE position > 6');
    expect((await verify(s)).code).toBe(0);
    const { code, lines } = await verify(s, '--head', kept);
    expect(code).toBe(3);
    expect(lines.join('\n')).toContain('Rows 7 to 8 are missing: the audit ends with row 6');
    const store = Store.open(dbOf(s), false);
    record(store, ['a', 'b', 'c']);
    store.close();
    const anew = await verify(s, '--head', kept);
    expect(anew.code).toBe(3);
    expect(anew.lines[0]).toContain('Row 8 is not the one whose hash was kept as the head');
  });

  it.each(['', '8', '8:abc', `x:${'a'.repeat(64)}`])('refuses the head "%s"', async (value) => {
    const { code, stderr } = await run(scenario(), ['audit', 'verify', '--head', value]);
    expect(code).toBe(2);
    expect(stderr).toContain('what "faceenroll audit head" printed');
  });
});

describe('audit head', () => {
  it('prints a value that verify takes, also of an audit without rows', async () => {
    const s = new Scenario();
    Store.open(dbOf(s), false).close();
    const empty = await head(s);
    expect(empty).toBe(`0:${'0'.repeat(64)}`);
    const store = Store.open(dbOf(s), false);
    record(store, ['1001']);
    store.close();
    expect((await verify(s, '--head', empty)).code).toBe(0);
    const [event] = events(await run(s, ['audit', 'head', '--json']));
    const value = await head(s);
    const hash = value.slice(2);
    expect(event).toEqual({ event: 'head', head: `1:${hash}`, position: 1, hash });
  });

  it('is not printed when the last row is not of faceenroll', async () => {
    const s = scenario();
    tamper(
      s,
      `INSERT INTO audit (at, os_user, host, action, collection)
       VALUES ('now', 'x', 'y', 'USER_CREATED', 'default')`,
    );
    const result = await run(s, ['audit', 'head']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain(
      'row 9 of the audit has no hash: see "faceenroll audit verify"',
    );
    expect((await verify(s)).lines[0]).toContain('Row 9 was inserted, not written by faceenroll');
  });
});

describe('--reference', () => {
  const references = (s: Scenario) =>
    s.query('SELECT action, reference FROM audit ORDER BY position');

  it('of an import is kept with the run and its rows, and told in the summary', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n1001\n1002\n');
    const { summary } = await s.json(['import-csv', 'users.csv', '--reference', ' CHG-4711 ']);
    expect(summary.reference).toBe('CHG-4711');
    expect(s.query('SELECT reference FROM runs')).toEqual([{ reference: 'CHG-4711' }]);
    expect(s.query('SELECT reference FROM audit')).toEqual([
      { reference: 'CHG-4711' },
      { reference: 'CHG-4711' },
    ]);
    const { stdout } = await s.call(['audit', 'list', '--reference', 'CHG-4711']);
    expect(stdout).toContain('reference CHG-4711');
    const dry = await s.json(['import-csv', 'users.csv', '--reference', 'CHG-5', '--dry-run']);
    expect(dry.summary.reference).toBe('CHG-5');
    expect((await s.json(['import-csv', 'users.csv'])).summary.reference).toBeNull();
  });

  it('of exceptions is kept with their rows', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n1001\n1002\n');
    await s.call(['import-csv', 'users.csv']);
    const because = ['--reference', 'CHG-4711'];
    await s.call(['duplicates', 'allow', '1001', '1002', '--reason', 'twins', ...because]);
    await s.call(['duplicates', 'revoke', '1001', '1002', '--reference', 'CHG-4712']);
    expect(references(s).slice(-2)).toEqual([
      { action: 'DUPLICATE_ALLOWED', reference: 'CHG-4711' },
      { action: 'DUPLICATE_REVOKED', reference: 'CHG-4712' },
    ]);
  });

  it('of calibrate is kept with the table, and refused where nothing is stored', async () => {
    const s = new Scenario();
    const db = writeGallery({ users: 40 });
    const calibrate = ['calibrate', '--db', db, '--reference', 'CHG-4711'];
    const refused = await s.call(calibrate);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--reference is nothing without --store');
    expect((await s.call([...calibrate, '--store'])).code).toBe(0);
    const rows = events(
      await s.call(['audit', 'list', '--db', db, '--reference', 'CHG-4711', '--json']),
    );
    expect(rows.map(({ action }) => action)).toEqual(['THRESHOLDS_SET']);
  });

  it('of identify is kept with what was added, and refused where nothing is', async () => {
    const s = new Scenario();
    await enrollPeople(s);
    const identify = ['identify', photo('exif-3.jpg'), '--reference', 'CHG-4711'];
    const refused = await s.call(identify);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--reference is nothing without --auto-enroll');
    expect((await s.call([...identify, '--auto-enroll'])).code).toBe(0);
    expect(references(s).at(-1)).toEqual({ action: 'TEMPLATE_UPDATED', reference: 'CHG-4711' });
  });

  it.each(['', ' ', 'x'.repeat(201), 'a\nb'])('refuses %j', async (value) => {
    const { code, stderr } = await new Scenario().call(['import-faces', '.', '--reference', value]);
    expect(code).toBe(2);
    expect(stderr).toContain('--reference');
  });
});
