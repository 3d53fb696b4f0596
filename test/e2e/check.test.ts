import { chmodSync, existsSync, readFileSync, utimesSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../src/domain/findings.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { Store } from '../../src/store/store.js';
import { events } from '../support/cli.js';
import { DIMENSIONS, ENCODER } from '../support/encoder.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { runTyped } from '../support/main.js';
import { fixture, type Scenario } from '../support/scenario.js';
import { startRun } from '../support/store.js';
import { unit } from '../support/vectors.js';

/** Changes the database as another program would, whatever its constraints say. */
function tamper(s: Scenario, sql: string, ...values: unknown[]): void {
  const db = new Database(s.db);
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  db.prepare(sql).run(...values);
  db.close();
}

async function check(s: Scenario) {
  const result = await runTyped(['check', '--json'], s);
  const lines = events(result);
  const findings = lines.filter(({ event }) => event === 'finding');
  return { ...result, findings, summary: lines.at(-1) };
}

/** The check finds exactly this, and changes nothing. */
async function expectFound(s: Scenario, ...expected: [FindingCode, string | RegExp][]) {
  const before = readFileSync(s.db);
  const { code, stderr, findings, summary } = await check(s);
  expect([code, stderr]).toEqual([expected.length > 0 ? 3 : 0, '']);
  expect(findings.map((f) => f.code)).toEqual(expected.map(([found]) => found));
  for (const [i, [, message]] of expected.entries()) {
    expect(findings[i].message).toMatch(message);
    expect(findings[i].advice).toMatch(/\.$/);
  }
  expect(summary).toMatchObject({ event: 'summary', exitCode: code });
  expect(summary.findings.total).toBe(expected.length);
  expect(readFileSync(s.db).equals(before), 'nothing is written').toBe(true);
}

const blob = (values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

const UPDATE = "UPDATE templates SET embedding = ? WHERE user_id = '1002'";

/** One sample and one entry, as an import under way or a killed one has. */
function leaveWork(store: Store, end?: 'finished' | 'interrupted'): void {
  const run = startRun(store);
  const file = { path: '/photos/1.jpg', size: 1, modifiedMs: 1 };
  const embedding = unit(Array(DIMENSIONS).fill(1));
  const sample = { digest: 'd', embedding, quality: 1, rotated: 0 as const, liveness: null };
  run.samples.keep(file, sample);
  run.work.add({ userId: '1', photos: [{ slot: 1, file: '1.jpg', path: '/1.jpg' }], cells: [] });
  if (end === 'finished') store.runLife.finish(run);
  if (end === 'interrupted') store.runLife.breakOff(run, end);
}

describe('a database with which nothing is wrong', () => {
  it('is told with what is in it, and exit code 0', async () => {
    const s = enrolledScenario();
    const result = await s.call(['check'], { asTyped: true });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toBe(
      'Checked: faceenroll.db, 3 users, 3 templates, 6 audit rows\nNothing is wrong.\n',
    );
    const { code, findings, summary } = await check(s);
    expect([code, findings]).toEqual([0, []]);
    expect(summary).toEqual({
      ...{ event: 'summary', database: 'faceenroll.db', exitCode: 0 },
      ...{ users: 3, templates: 3, thumbnails: 0, profileImages: 0, waitingPhotos: 0 },
      ...{ auditPosition: 6, encrypted: false, secretsOpened: true },
      findings: { total: 0, by: {} },
    });
  });

  it('may have profile images, templates of several encoders, and an import under way', async () => {
    const s = enrolledScenario();
    tamper(
      s,
      "INSERT INTO profile_images VALUES ('default', '1001', ?, 'd', 'now')",
      readFileSync(fixture('photos', '1001.jpg')),
    );
    tamper(
      s,
      `INSERT INTO templates (face_id, collection, user_id, slot, encoder, embedding, photo_digest, file_name, created_at, updated_at)
       VALUES ('f', 'default', '1001', 1, 'other', ?, 'd', 'n', 'now', 'now')`,
      blob([0.6, 0.8]),
    );
    const store = Store.open(s.db, false);
    try {
      leaveWork(store);
      await expectFound(s);
    } finally {
      store.close();
    }
  });

  it('may keep samples of a run that was interrupted', async () => {
    const s = enrolledScenario();
    const store = Store.open(s.db, false);
    leaveWork(store, 'interrupted');
    store.close();
    expect(s.count('samples')).toBe(1);
    await expectFound(s);
  });
});

describe('templates', () => {
  it.each([
    ['TEMPLATE_UNREADABLE', Buffer.alloc(0), 'it is empty'],
    ['TEMPLATE_UNREADABLE', Buffer.alloc(511), 'it has 511 bytes, not a multiple of 4'],
    [
      'TEMPLATE_UNREADABLE',
      blob([Number.NaN, ...Array(DIMENSIONS - 1).fill(0)]),
      'values that are not numb',
    ],
    [
      'TEMPLATE_UNREADABLE',
      blob([Infinity, ...Array(DIMENSIONS - 1).fill(0)]),
      'values that are not numb',
    ],
    [
      'TEMPLATE_NOT_UNIT',
      blob([0.5, ...Array(DIMENSIONS - 1).fill(0)]),
      'its length is 0.5, not 1',
    ],
    [
      'TEMPLATE_NOT_UNIT',
      blob([1.0001, ...Array(DIMENSIONS - 1).fill(0)]),
      'its length is 1.0001, not 1',
    ],
    ['TEMPLATE_NOT_UNIT', blob(Array(DIMENSIONS).fill(0)), 'its length is 0, not 1'],
  ] as const)('%s: %j', async (code, embedding, message) => {
    const s = enrolledScenario();
    tamper(s, UPDATE, embedding);
    await expectFound(s, [code, new RegExp(`^the template [0-9a-f-]{36} of "1002": .*${message}`)]);
    const [finding] = (await check(s)).findings;
    const [template] = s.query("SELECT face_id FROM templates WHERE user_id = '1002'");
    expect(finding).toMatchObject({
      ...{ collection: 'default', userId: '1002', faceId: template.face_id },
    });
  });
});

describe('a template of another dimension', () => {
  it('is told, beside that it is not what was stored', async () => {
    const s = enrolledScenario();
    tamper(s, UPDATE, blob([0.6, 0.8]));
    await expectFound(
      s,
      ['TEMPLATE_ALTERED', '"1002": it is not exactly what was stored'],
      ['TEMPLATE_DIMENSIONS', `it has 2 dimensions, most of ${ENCODER} have ${DIMENSIONS}`],
    );
  });
});

describe('rows that another program wrote', () => {
  it.each<[FindingCode, string, string | RegExp]>([
    [
      'USER_KEY_WRONG',
      "UPDATE users SET user_key = 'x' WHERE user_id = '1001'",
      /"1001": user_key/,
    ],
    ['USER_KEY_WRONG', "UPDATE users SET folded_key = 'x' WHERE user_id = '1001'", 'folded_key do'],
    ['JSON_INVALID', "UPDATE users SET fields = '7' WHERE user_id = '1001'", 'user_id 1001'],
    ['JSON_INVALID', "UPDATE templates SET metadata = '\"x\"' WHERE user_id = '1001'", 'face_id'],
    ['AUDIT_BROKEN', 'DELETE FROM audit WHERE position = 1', 'row 1 of the audit: missing'],
    ['AUDIT_BROKEN', 'DELETE FROM audit WHERE position = 3', 'row 3 of the audit: missing'],
    [
      'REFERENCE_BROKEN',
      "DELETE FROM users WHERE user_id = '1001'",
      'of templates refers to a row of users that is not there',
    ],
    [
      'PROFILE_IMAGE_NOT_JPEG',
      "INSERT INTO profile_images VALUES ('default', '1003', x'89504e470d0a1a0a', 'd', 'now')",
      '"1003": it is not a JPEG',
    ],
    [
      'PROFILE_IMAGE_NOT_JPEG',
      "INSERT INTO profile_images VALUES ('default', '1003', x'ffd8ffe00010', 'd', 'now')",
      '"1003": its end is missing',
    ],
  ])('%s: %s', async (code, sql, message) => {
    const s = enrolledScenario();
    tamper(s, sql);
    await expectFound(s, [code, message]);
  });

  it('of the audit are told by its chain, too', async () => {
    const s = enrolledScenario();
    tamper(s, "UPDATE audit SET detail = 'null' WHERE position = 2");
    const altered = 'row 2 of the audit: altered';
    await expectFound(s, ['JSON_INVALID', 'position 2'], ['AUDIT_BROKEN', altered]);
  });

  it('that are no JSON at all are told by SQLite, too', async () => {
    const s = enrolledScenario();
    tamper(s, "UPDATE users SET fields = '{' WHERE user_id = '1001'");
    await expectFound(
      s,
      ['DATABASE_DAMAGED', 'CHECK constraint failed in users'],
      ['JSON_INVALID', 'fields of users, user_id 1001'],
    );
  });

  it('are shown without what a terminal would obey', async () => {
    const s = enrolledScenario();
    tamper(
      s,
      "UPDATE users SET user_id = char(27) || '[2J', user_key = 'x', folded_key = 'x'\n WHERE user_id = '1001'",
    );
    const { code, stdout } = await runTyped(['check'], s);
    expect(code).toBe(3);
    expect(stdout).toContain('\\u001b[2J');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('what runs left behind', () => {
  it('a run that was killed, with its lock', async () => {
    const s = enrolledScenario();
    const store = Store.open(s.db, false);
    leaveWork(store);
    store.close();
    s.write('faceenroll.db-lock', '');
    chmodSync(s.path('faceenroll.db-lock'), 0o600);
    // Not one that another process is taking at this moment.
    const minuteAgo = Date.now() / 1000 - 60;
    utimesSync(s.path('faceenroll.db-lock'), minuteAgo, minuteAgo);
    await expectFound(
      s,
      ['RUN_DEAD', `is called running, but its process ${process.pid} is gone`],
      ['LOCK_LEFT', 'faceenroll.db-lock'],
    );
    expect(existsSync(s.path('faceenroll.db-lock'))).toBe(true);
  });

  it('samples of a collection whose last run has ended', async () => {
    const s = enrolledScenario();
    const store = Store.open(s.db, false);
    leaveWork(store, 'interrupted');
    store.close();
    tamper(s, "UPDATE runs SET status = 'finished'");
    await expectFound(s, ['SAMPLES_LEFT', '1 sample in the collection "default"']);
    tamper(s, "UPDATE runs SET status = 'interrupted'");
    tamper(s, "UPDATE samples SET collection = 'guests'");
    await expectFound(s, ['SAMPLES_LEFT', '1 sample in the collection "guests"']);
  });

  it('rows and photos that no run works on', async () => {
    const s = enrolledScenario();
    const store = Store.open(s.db, false);
    leaveWork(store);
    store.close();
    tamper(s, "UPDATE runs SET status = 'interrupted'");
    await expectFound(
      s,
      ['WORK_LEFT', 'run_entries: 1 row, although no run is at work'],
      ['WORK_LEFT', 'run_items: 1 row, although no run is at work'],
    );
  });
});

describe.skipIf(process.platform === 'win32')('files that others may read', () => {
  it('are named: the database, and what lies beside it', async () => {
    const s = enrolledScenario();
    for (const name of ['faceenroll.db.before-restore', 'faceenroll.db-keys', 'faceenroll.db2']) {
      s.write(name, '');
      chmodSync(s.path(name), 0o644);
    }
    chmodSync(s.db, 0o640);
    await expectFound(
      s,
      ['FILE_OPEN_TO_OTHERS', 'faceenroll.db has mode 640'],
      ['FILE_OPEN_TO_OTHERS', 'faceenroll.db-keys has mode 644'],
      ['FILE_OPEN_TO_OTHERS', 'faceenroll.db.before-restore has mode 644'],
    );
  });
});

describe('a damaged file', () => {
  it('is told, and what can be read is checked all the same', async () => {
    const s = enrolledScenario(200);
    tamper(s, "UPDATE users SET user_key = 'x' WHERE user_id = '1001'");
    const [{ rootpage }] = s.query("SELECT rootpage FROM sqlite_schema WHERE name = 'templates'");
    const bytes = readFileSync(s.db);
    bytes.fill(0xff, (rootpage - 1) * 4096, rootpage * 4096);
    s.write('faceenroll.db', bytes);
    const { code, findings } = await check(s);
    expect(code).toBe(3);
    const codes = findings.map((f) => f.code);
    expect(new Set(codes)).toEqual(new Set(['DATABASE_DAMAGED', 'USER_KEY_WRONG']));
  });

  it.each([
    ['none.db', 'there is no database none.db'],
    ['notes.txt', 'it is not a database'],
    ['other.db', 'of another program'],
    ['old.db', 'old.db is of an older version of faceenroll'],
  ])('%s, of which nothing can be checked, is an error', async (db, message) => {
    const s = enrolledScenario();
    s.write('notes.txt', 'no database\n'.repeat(100));
    for (const [name, sql] of [
      ['other.db', 'CREATE TABLE invoices (id)'],
      [
        'old.db',
        `${MIGRATIONS[0]}; PRAGMA application_id = ${0x46_45_4e_52}; PRAGMA user_version = 1`,
      ],
    ] as const) {
      const other = new Database(s.path(name));
      other.exec(sql);
      other.close();
    }
    const result = await runTyped(['check', '--db', db], s);
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toContain(message);
  });
});

describe('many findings', () => {
  it('are told by a few examples, with what to do, in 80 columns', async () => {
    const s = enrolledScenario(40);
    tamper(s, 'UPDATE templates SET embedding = ?', blob([0.5, ...Array(DIMENSIONS - 1).fill(0)]));
    const { code, stdout } = await runTyped(['check'], s);
    expect(code).toBe(3);
    expect(stdout).toContain('\nTEMPLATE_NOT_UNIT 40\n');
    expect(stdout.match(/its length is 0\.5/g)).toHaveLength(10);
    expect(stdout).toContain('  and 30 more (--json lists them all)\n  -> Delete the user');
    expect((await check(s)).findings).toHaveLength(40);
  });
});
