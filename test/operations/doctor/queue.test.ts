import { randomUUID } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ExtractorFacts } from '../../../src/domain/extractor.js';
import { findPack } from '../../../src/models/packs.js';
import { checkPhotoQueue } from '../../../src/operations/doctor/queue.js';
import { judgeServer, judgeWay } from '../../../src/operations/doctor/queue-server.js';
import { extractorFacts } from '../../../src/operations/queue/connect.js';
import { Link } from '../../../src/postgres/link.js';
import { postgresPlace } from '../../../src/postgres/place.js';
import { processSpace } from '../../../src/system/process-space.js';
import { queueName } from '../../../src/workers/queue/photo-queue.js';
import { QueueKey } from '../../../src/workers/queue/queue-key.js';
import {
  dropTablesSql,
  grantsSql,
  tablesSql,
} from '../../../src/workers/queue/tables/setup-sql.js';
import { events, temporaryFolder } from '../../support/cli.js';
import { runTyped } from '../../support/main.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';

const KEY = Buffer.alloc(32, 7);
const OTHER_KEY = Buffer.alloc(32, 8);
const OURS = extractorFacts(findPack('standard'));

/** Diagnoses of a queue by their names. */
async function examined(values: object, env: Record<string, string> = {}) {
  const host = {
    ...{ env, cwd: '/', shownFrom: '/', isWatched: false, signal: new AbortController().signal },
    ...{ tell: () => {}, note: () => {}, progress: () => {} },
  };
  const found = await checkPhotoQueue({ models: 'standard', ...values }, host, {
    ...{ connectMs: 300, answerMs: 2_000, lastMs: 3_000 },
  });
  return Object.fromEntries(found.map((one) => [one.check, one]));
}

const statuses = (found: Awaited<ReturnType<typeof examined>>) =>
  Object.fromEntries(Object.entries(found).map(([check, { status }]) => [check, status]));

describe.skipIf(!POSTGRES)('the queue in PostgreSQL, as the doctor finds it', () => {
  let server: PostgresServer;
  let admin: Link;
  const env = { FACEENROLL_QUEUE_KEY: KEY.toString('base64') };

  const look = (role = 'faceenroll', more = {}) =>
    examined({ queue: server.url.replace('faceenroll@', `${role}@`) }, { ...env, ...more });

  /** Notes a program that was seen a second ago. */
  async function note(
    kind: 'import' | 'worker',
    facts: ExtractorFacts,
    { key = KEY, space = '', pid = 1, seconds = 1, host = 'vm1' } = {},
  ): Promise<void> {
    const [own, value] = kind === 'import' ? ['priority, transport', "0, 'bytes'"] : ['slots', '4'];
    await admin.query(
      `INSERT INTO faceenroll_queue.${kind}s (${kind}, host, process_space, pid, queue, extractor, seen_at, ${own})
       VALUES ($1, $2, $3, $4, $5, $6, now() - $7 * interval '1 s', ${value})`,
      [
        ...[randomUUID(), host, space, pid, queueName(facts, new QueueKey(key))],
        ...[JSON.stringify(facts), seconds],
      ],
    );
  }

  beforeAll(async () => {
    server = await postgresServer(['autovacuum = off']);
    admin = new Link(postgresPlace(server.url), { connections: 1, name: 'test', tell: () => {} });
    await admin.query(`CREATE ROLE stranger LOGIN; CREATE ROLE member LOGIN;
      CREATE ROLE reader LOGIN; ALTER ROLE reader SET default_transaction_read_only = on`);
  }, 30_000);

  afterEach(async () => {
    await admin.query(dropTablesSql());
  });

  afterAll(async () => {
    await admin?.close();
    await server?.remove();
  });

  test('is well without tables where they may be made, and none are made by looking', async () => {
    const found = await look();
    expect(statuses(found)).toEqual({
      ...{ queue: 'ok', 'queue TLS': 'ok', 'queue tables': 'ok' },
      ...{ 'queue connections': 'ok', 'queue key': 'ok' },
    });
    expect(found.queue?.message).toMatch(
      /^PostgreSQL \d+\.\d+ at 127\.0\.0\.1:\d+\/postgres answers the user "faceenroll"$/,
    );
    expect(found['queue TLS']?.message).toBe('not encrypted; PostgreSQL is on this machine');
    expect(found['queue key']?.message).toBe('32 bytes from FACEENROLL_QUEUE_KEY');
    const made = await admin.query("SELECT FROM pg_namespace WHERE nspname = 'faceenroll_queue'");
    expect(made.rowCount).toBe(0);
  });

  test('is well with its tables, and nothing is changed by looking', async () => {
    await admin.query(tablesSql() + grantsSql('member'));
    await note('import', OURS);
    for (const host of ['vm2', 'vm3']) await note('worker', OURS, { host });
    // Only who writes takes a number.
    const next = 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS number';
    const before = await admin.query(next);
    const found = await look('member');
    expect((await admin.query(next)).rows).toEqual(before.rows);
    expect(new Set(Object.values(statuses(found)))).toEqual(new Set(['ok']));
    expect(found['queue tables']?.message).toMatch(/^there, of version 1\.\d+$/);
    expect(found['queue rights']?.message).toMatch(/"member" may read and write all tables/);
    expect(found['queue connections']?.message).toMatch(
      /^\d+ left, \d+ of 197 in use; an import takes 4, a worker 3$/,
    );
    expect(found['queue key']?.message).toMatch(/the same as that of 1 import and 2 workers$/);
    expect(found['queue models']?.message).toBe('the same as those of 1 import and 2 workers');
    expect(found['queue leftovers']?.message).toBe('nothing of killed programs');
  });

  test('is refused to a role that may only read, and nothing else is asked', async () => {
    const found = await look('reader');
    expect(found.queue).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/ is read-only for the user "reader"$/),
      advice: expect.stringContaining('default_transaction_read_only'),
    });
    expect(Object.keys(found)).toEqual(['queue', 'queue TLS', 'queue key']);
  });

  test('is refused to a role without rights, and the administrator is told what to run', async () => {
    const without = await look('stranger');
    expect(without['queue tables']).toMatchObject({
      status: 'failed',
      message: 'there are none, and the user "stranger" may not make them',
      advice: expect.stringContaining('"faceenroll queue setup --print --role stranger"'),
    });
    await admin.query(tablesSql());
    const outside = await look('stranger');
    expect(outside['queue rights']).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/lacks .*and \d+ more$/),
    });
    await admin.query(
      `${grantsSql('stranger')} REVOKE DELETE, UPDATE ON faceenroll_queue.answers FROM stranger;`,
    );
    const inPart = await look('stranger');
    expect(inPart['queue rights']).toMatchObject({
      status: 'failed',
      message: 'the user "stranger" lacks DELETE on answers and UPDATE on answers',
      advice: expect.stringContaining('GRANT'),
    });
    expect(inPart['queue models']).toBeUndefined();
  });

  test('is refused with tables of another version, both of which are named', async () => {
    await admin.query(`${tablesSql()} UPDATE faceenroll_queue.format SET version = 99;`);
    const found = await look();
    expect(found['queue tables']).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(
        /^of version 99\.(\d+); this program works with version 1\.\1$/,
      ),
      advice: expect.stringContaining('run "faceenroll queue setup --again"'),
    });
    await admin.query(grantsSql('stranger'));
    expect((await look('stranger'))['queue tables']?.advice).toContain(
      '"faceenroll queue setup --print --again --role stranger"',
    );
  });

  test('tells another key and other models than those of the programs that are there', async () => {
    await admin.query(tablesSql());
    await note('import', OURS, { key: OTHER_KEY });
    expect((await look())['queue key']).toMatchObject({
      status: 'failed',
      message: 'another one than that of the import on vm1',
      advice: 'Name the same --queue-key-file on all machines',
    });
    await note('worker', { ...OURS, encoder: 'dlib-resnet29-128' }, { host: 'vm2' });
    const found = await look();
    expect(found['queue key']?.status).toBe('warning');
    expect(found['queue models']).toMatchObject({
      status: 'warning',
      message: `other ones than those of the worker on vm2: encoder ${OURS.encoder} here, dlib-resnet29-128 there`,
      advice: expect.stringContaining('--models'),
    });
  });

  test('asks nothing of programs that are gone, and notes what they have left', async () => {
    await admin.query(tablesSql());
    const gone = { key: OTHER_KEY, space: processSpace(), pid: 2 ** 22 + 1, host: hostname() };
    await note('import', OURS, gone);
    await note('worker', OURS, gone);
    await note('import', OURS, { key: OTHER_KEY, seconds: 12 });
    const found = await look();
    expect(found['queue key']).toMatchObject({ status: 'ok' });
    expect(found['queue models']?.message).toBe('not compared: no import or worker is there now');
    expect(found['queue leftovers']).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(
        /^killed programs have left 1 entry of an import: .*"faceenroll queue purge" deletes the rest$/,
      ),
    });
  });

  test('is told of by the command that the environment names it to', async () => {
    await admin.query(tablesSql());
    const environment = { ...env, FACEENROLL_QUEUE: server.url };
    const words = ['doctor', '--models', 'nobody', '--json'];
    const told = events(await runTyped(words, { cwd: temporaryFolder(), env: environment }));
    const found = told.filter(({ check }) => /^queue/.test(check));
    expect(found.map(({ check, status }) => `${check}: ${status}`)).toEqual([
      ...['queue: ok', 'queue TLS: ok', 'queue tables: ok', 'queue rights: ok'],
      ...['queue connections: ok', 'queue key: ok', 'queue models: warning'],
      'queue leftovers: ok',
    ]);
  });

  test('warns where there are not enough connections for an import', async () => {
    await admin.query('ALTER ROLE stranger CONNECTION LIMIT 3');
    const { 'queue connections': found } = await look('stranger');
    expect(found).toMatchObject({ status: 'warning', advice: expect.stringContaining('pooler') });
    expect(found?.message).toMatch(/^3 left, /);
  });
});

describe('the queue of the doctor', () => {
  const key = () => {
    const file = join(temporaryFolder(), 'queue.key');
    writeFileSync(file, KEY.toString('base64'), { mode: 0o600 });
    return file;
  };

  test('is nothing to look at where none is named', async () => {
    expect(await examined({})).toEqual({
      queue: expect.objectContaining({ status: 'ok', message: expect.stringMatching(/^none is/) }),
    });
    const alone = await examined({ queueKeyFile: key() });
    expect(statuses(alone)).toEqual({ queue: 'warning', 'queue key': 'ok' });
  });

  test('fails where PostgreSQL is away, or the address is none or holds a password', async () => {
    const queueKeyFile = key();
    const problem = async (queue: string) => {
      const found = await examined({ queue, queueKeyFile });
      expect(statuses(found)).toEqual({ queue: 'failed', 'queue key': 'ok' });
      expect(found.queue?.advice).toContain('FACEENROLL_QUEUE');
      return found.queue?.message;
    };
    expect(await problem('postgres://me@127.0.0.1:1/x')).toMatch(/nothing listens there/);
    expect(await problem('postgres://me:secret@127.0.0.1/x')).toMatch(/holds a password/);
    expect(await problem('mysql://me@127.0.0.1/x')).toMatch(/is no address of a PostgreSQL/);
    expect(await problem('postgres://me@db.example.com/x')).toMatch(/sslmode=verify-full/);
  });

  test('does not wait for a server that swallows what it is sent', async () => {
    const silent: Server = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { readonly port: number };
    const found = await examined({ queue: `postgres://me@127.0.0.1:${port}/x` });
    silent.close();
    expect(found.queue?.message).toMatch(/cannot be reached: it does not answer$/);
  });

  test('tells a missing, an unusable and an open key from each other', async () => {
    const queue = 'postgres://me@127.0.0.1:1/x';
    const found = async (values: object) =>
      (await examined({ queue, ...values }))['queue key'] as { status: string; message: string };
    expect(await found({})).toMatchObject({ status: 'failed', message: 'none is named' });
    const file = key();
    chmodSync(file, 0o644);
    expect(await found({ queueKeyFile: file })).toMatchObject({
      ...{ status: 'warning', message: expect.stringContaining('others can read') },
    });
    writeFileSync(file, 'short');
    expect(await found({ queueKeyFile: file })).toMatchObject({
      ...{ status: 'failed', message: expect.stringContaining('a key is 32 bytes') },
    });
  });
});

test.each([
  ['TLS with a certificate', { protocol: 'TLSv1.3', isVerified: true, isHere: false }, 'ok'],
  ['TLS without one', { protocol: 'TLSv1.3', isVerified: false, isHere: false }, 'warning'],
  [
    'no TLS to another machine',
    { protocol: undefined, isVerified: false, isHere: false },
    'warning',
  ],
  ['no TLS on this machine', { protocol: undefined, isVerified: false, isHere: true }, 'ok'],
])('%s is judged', (_, way, status) => {
  const found = judgeWay(way);
  expect(found.status).toBe(status);
  expect(found.message).toContain(`PostgreSQL is on ${way.isHere ? 'this' : 'another'} machine`);
  expect(found.advice === undefined).toBe(status === 'ok');
});

test.each([
  ['older than 13', { number: 120_017, version: '12.17' }, 'too old'],
  ['a standby', { isStandby: true, isReadOnly: true }, 'standby'],
  ['read-only', { isReadOnly: true }, 'read-only for the user "me"'],
])('a server that is %s is of no use to a queue', (_, facts, why) => {
  const usable = { number: 150_008, version: '15.8', isStandby: false, isReadOnly: false };
  const found = judgeServer({ ...usable, ...facts, role: 'me' }, 'db/x');
  expect(found).toMatchObject({ status: 'failed', message: expect.stringContaining(why) });
});
