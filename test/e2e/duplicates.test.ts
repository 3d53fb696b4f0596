import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.js';
import { events } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

const USERS = ['1001', '1002', 'Zo\u00eb'];

/** A database with three users, one of them with a letter that has two spellings. */
function scenario(): Scenario {
  const s = new Scenario();
  const embedding = unit(Array.from({ length: DIMENSIONS }, (_, i) => i));
  enroll(
    s.db,
    USERS.map((userId) => ({ userId, embedding })),
  );
  return s;
}

const exceptions = (s: Scenario) =>
  s.query('SELECT user_id, other_user_id, reason FROM duplicate_exceptions');

const audited = (s: Scenario) =>
  s
    .query("SELECT action, user_id, detail FROM audit WHERE action LIKE 'DUPLICATE%'")
    .map(({ action, user_id, detail }) => [action, user_id, JSON.parse(detail)]);

const allow = ['duplicates', 'allow'];
const revoke = ['duplicates', 'revoke'];

describe('duplicates allow', () => {
  it('keeps the pair and its reason, and audits it', async () => {
    const s = scenario();
    const result = await s.call([...allow, '1002', '1001', '--reason', ' twins ']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toBe('"1002" and "1001" may look alike from now on.\n');
    expect(exceptions(s)).toEqual([{ user_id: '1001', other_user_id: '1002', reason: 'twins' }]);
    expect(audited(s)).toEqual([
      ['DUPLICATE_ALLOWED', '1002', { otherUserId: '1001', reason: 'twins' }],
    ]);
  });

  it('says so when the pair is allowed already, and changes nothing', async () => {
    const s = scenario();
    await s.call([...allow, '1001', '1002', '--reason', 'twins']);
    const { code, stdout } = await s.call([...allow, '1002', '1001', '--reason', 'sisters']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/are an exception already, since \d{4}-\d\d-\d\d: twins\n$/);
    expect(exceptions(s)).toHaveLength(1);
    expect(audited(s)).toHaveLength(1);
  });

  it('knows a user ID in another Unicode form, and keeps it as it is stored', async () => {
    const s = scenario();
    expect((await s.call([...allow, 'Zoe\u0308', '1001', '--reason', 'x'])).code).toBe(0);
    expect(exceptions(s)).toMatchObject([{ user_id: '1001', other_user_id: 'Zo\u00eb' }]);
  });

  it.each([
    [['1001', '9999', '--reason', 'x'], 1, 'no user with the user ID "9999"'],
    [['1001', 'ZOË', '--reason', 'x'], 1, 'no user with the user ID "ZOË"'],
    [['1001', '1001', '--reason', 'x'], 2, '"1001" is one user'],
    [['1001', '1002'], 2, '--reason'],
    [['1001', '1002', '--reason', ' '], 2, 'It must say why'],
    [['1001', '--reason', 'x'], 2, 'userB'],
    [['1001', '1002', '--reason', 'x', '--collection', 'guests'], 1, 'the collection "guests"'],
  ])('refuses %j and changes nothing', async (args, code, message) => {
    const s = scenario();
    const result = await s.call([...allow, ...args]);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(message);
    expect(exceptions(s)).toEqual([]);
    expect(audited(s)).toEqual([]);
  });

  it('waits for nobody: while a run holds the database, it ends with exit code 4', async () => {
    const s = scenario();
    const running = Store.open(s.db, false);
    try {
      const result = await s.call([...allow, '1001', '1002', '--reason', 'x']);
      expect(result.code).toBe(4);
      expect(result.stderr).toContain('another run is working on');
    } finally {
      running.close();
    }
    expect(exceptions(s)).toEqual([]);
  });
});

describe('duplicates revoke', () => {
  it('forgets the pair, whichever user is named first, and audits it', async () => {
    const s = scenario();
    await s.call([...allow, '1001', '1002', '--reason', 'twins']);
    const result = await s.call([...revoke, '1002', '1001']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toBe('"1002" and "1001" are an exception no longer.\n');
    expect(exceptions(s)).toEqual([]);
    expect(audited(s)).toContainEqual([
      'DUPLICATE_REVOKED',
      '1002',
      { otherUserId: '1001', reason: 'twins' },
    ]);
  });

  it('takes back an exception of a user who is gone', async () => {
    const s = scenario();
    const store = Store.open(s.db, false);
    store.collection('default', '').exceptions.add('gone', '1001', 'twins', 'now');
    store.close();
    expect((await s.call([...revoke, 'gone', '1001'])).code).toBe(0);
    expect(exceptions(s)).toEqual([]);
  });

  it.each([
    [['1001', '1002'], 'there is no exception for "1001" and "1002"'],
    [['1001', '1001'], 'there is no exception for "1001" and "1001"'],
    [['1001', '9999'], 'no user with the user ID "9999"'],
  ])('of %j, which is not there, ends with exit code 1', async (args, message) => {
    const s = scenario();
    const result = await s.call([...revoke, ...args]);
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toContain(message);
    expect(audited(s)).toEqual([]);
  });
});

describe('duplicates list', () => {
  it('tells the exceptions of the collection and why', async () => {
    const s = scenario();
    expect((await s.call(['duplicates', 'list'])).stdout).toContain('no exceptions');
    await s.call([...allow, '1002', '1001', '--reason', 'twins']);
    const { code, stdout } = await s.call(['duplicates', 'list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1001 {2}1002 {2}\d{4}-\d\d-\d\d {2}twins\n$/);
  });

  it('refuses a collection that is not there', async () => {
    const result = await scenario().call(['duplicates', 'list', '--collection', 'stuff']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('there is no collection "stuff"');
  });

  it('--json tells the same to programs, and nothing when there are none', async () => {
    const s = scenario();
    const list = ['duplicates', 'list', '--json'];
    expect(await s.call(list)).toMatchObject({ code: 0, stdout: '' });
    await s.call([...allow, '1002', '1001', '--reason', 'twins']);
    expect(events(await s.call(list))).toEqual([
      {
        event: 'exception',
        ...{ userId: '1001', otherUserId: '1002', reason: 'twins' },
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
  });
});

describe('a database that is not there', () => {
  it.each([
    [[...allow, 'a', 'b', '--reason', 'x']],
    [[...revoke, 'a', 'b']],
    [['duplicates', 'list']],
  ])('is an error of %j, and is not made', async (args) => {
    const s = new Scenario();
    const result = await s.call(args, { asTyped: true });
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toContain('there is no database faceenroll.db');
    expect(readdirSync(s.cwd)).toEqual([]);
  });
});
