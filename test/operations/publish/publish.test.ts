import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Published } from '../../../src/postgres/published.js';
import { PublishedStaging } from '../../../src/postgres/published-staging.js';
import { Store } from '../../../src/store/store.js';
import { ROOT, temporaryFolder } from '../../support/cli.js';
import { ENCODER } from '../../support/encoder.js';
import { enroll } from '../../support/enrolled.js';
import { sampleOf } from '../../support/entries.js';
import { runTyped } from '../../support/main.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import {
  ask,
  killedAt,
  ownFacts,
  people,
  publish,
  publishInProcess,
  readdress,
  run,
  tableFacts,
} from './support.js';

describe.skipIf(!POSTGRES)('templates publish', () => {
  let server: PostgresServer;
  let folder: string;
  let database: string;

  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    await ask(server.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    folder = temporaryFolder();
    database = join(folder, 'faces.db');
    enroll(database, people('ann', 'bob', 'carol'));
  });

  const to = () => ['--to', server.url];

  it('makes a table with every template of the collection, to the bit', async () => {
    expect(await publish(folder, to())).toMatchObject({
      ...{ action: 'published', added: 3, changed: 0, removed: 0, faces: 3 },
      embeddings: 'real[]',
    });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('uses a table that another program makes at the same moment', async () => {
    const other = new Client({ connectionString: server.url });
    await other.connect();
    await other.query(
      `BEGIN; CREATE TABLE faceenroll_templates_publications (publication uuid PRIMARY KEY,
         collection text, token uuid, faces bigint NOT NULL DEFAULT 0, published_at timestamptz)`,
    );
    const published = publish(folder, to());
    await vi.waitFor(async () => expect(await waiting()).toBe(1), 5000);
    await other.query('COMMIT');
    await other.end();
    expect(await published).toMatchObject({ faces: 3 });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('finds its tables in a schema with whatever name', async () => {
    await ask(server.url, 'CREATE SCHEMA "o""dd"');
    const address = new URL(server.url);
    address.searchParams.set('options', '-c search_path="o""dd"');
    expect(await publish(folder, ['--to', address.href])).toMatchObject({ faces: 3 });
    expect(await tableFacts(server.url, '"o""dd".faceenroll_templates')).toHaveLength(3);
  });

  it('withdraws nothing, and says so, where the table is not to be found', async () => {
    await publish(folder, to());
    await ask(server.url, 'ALTER TABLE faceenroll_templates RENAME TO moved');
    const words = ['templates', 'publish', '--withdraw', '--db', 'faces.db'];
    const refused = await runTyped(words, { cwd: folder });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('nothing was deleted. If it is gone, say --forget');
    await ask(server.url, 'ALTER TABLE moved RENAME TO faceenroll_templates');
    expect(await publish(folder, ['--withdraw'])).toMatchObject({ removed: 3 });
    expect(await tableFacts(server.url)).toEqual([]);
  });

  it('changes nothing when nothing has changed', async () => {
    await publish(folder, to());
    expect(await publish(folder)).toMatchObject({ action: 'unchanged', faces: 3 });
  });

  it('publishes what came, and takes away who was deleted', async () => {
    await publish(folder, to());
    enroll(database, people('dora'));
    await run(folder, ['users', 'delete', 'ann', '--yes']);
    expect(await tableFacts(server.url)).toHaveLength(2);
    expect(await publish(folder)).toMatchObject({ added: 1, changed: 0, removed: 0, faces: 3 });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('goes on with a first publication that was killed, with what has changed meanwhile', async () => {
    enroll(database, people(...Array.from({ length: 1300 }, (_, n) => `user ${n}`)));
    const publishing = () => publishInProcess(folder, { url: server.url });
    expect(await killedAt([PublishedStaging.prototype, 'add'], 3, publishing)).toBe(true);
    expect(await tableFacts(server.url)).toEqual([]);
    expect(await stagedRows()).toBe(1000);
    await run(folder, ['users', 'delete', 'user 0', 'user 1200', '--yes']);
    expect(await stagedRows()).toBe(999);
    expect(await publish(folder, to())).toMatchObject({ added: 1301, faces: 1301 });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
    expect(await stagedRows()).toBe(0);
  });

  it('publishes nobody who is deleted while it stages', async () => {
    const add = PublishedStaging.prototype.add;
    const spy = vi.spyOn(PublishedStaging.prototype, 'add').mockImplementationOnce(async function (
      this: PublishedStaging,
      ...args
    ) {
      await run(folder, ['users', 'delete', 'bob', '--yes']);
      return add.apply(this, args);
    });
    await publishInProcess(folder, { url: server.url });
    spy.mockRestore();
    expect(await tableFacts(server.url)).toHaveLength(2);
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('keeps its transaction there for as long as another run may hold the database here', async () => {
    const { move } = Published.prototype;
    const idle: unknown[] = [];
    const spy = vi.spyOn(Published.prototype, 'move').mockImplementation(async function (
      this: Published,
      statements,
    ) {
      const { rows } = await statements.query('SHOW idle_in_transaction_session_timeout');
      idle.push(...rows);
      return move.call(this, statements);
    });
    await publishInProcess(folder, { url: server.url });
    spy.mockRestore();
    expect(idle).toEqual([{ idle_in_transaction_session_timeout: '31min' }]);
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('publishes what changes while it waits to move what is staged', async () => {
    const state = Published.prototype.state;
    const spy = vi.spyOn(Published.prototype, 'state');
    spy.mockImplementation(async function (this: Published, statements, how) {
      const found = await state.call(this, statements, how);
      if (how === 'lock') changeQuality(database, 'bob');
      return found;
    });
    await publishInProcess(folder, { url: server.url });
    spy.mockRestore();
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
    expect(await publish(folder)).toMatchObject({ action: 'unchanged' });
  });

  it('repairs what somebody has changed in the table', async () => {
    await publish(folder, to());
    await ask(
      server.url,
      `UPDATE faceenroll_templates SET embedding = '{1,0,0,0}' WHERE user_id = 'bob'`,
    );
    expect(await publish(folder, ['--dry-run'])).toMatchObject({ changed: 1, dryRun: true });
    expect(await publish(folder, ['--compare'])).toMatchObject({ action: 'published', changed: 1 });
    await ask(server.url, `DELETE FROM faceenroll_templates WHERE user_id = 'bob'`);
    expect(await publish(folder)).toMatchObject({ action: 'published', added: 1 });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('repairs what somebody has deleted in the table while the collection changed', async () => {
    await publish(folder, to());
    await ask(server.url, `DELETE FROM faceenroll_templates WHERE user_id = 'bob'`);
    enroll(database, people('dora'));
    expect(await publish(folder)).toMatchObject({ action: 'published', faces: 4 });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('keeps two publications of the same faces apart', async () => {
    await publish(folder, to());
    const copy = temporaryFolder();
    copyFileSync(database, join(copy, 'faces.db'));
    await publish(copy, ['--forget']);
    expect(await publish(copy, to())).toMatchObject({ added: 3, faces: 3 });
    await run(copy, ['users', 'delete', 'ann', '--yes']);
    await run(copy, ['users', 'rename', 'bob', 'robert']);
    await publish(copy);
    const userIds = async (): Promise<unknown> =>
      (await tableFacts(server.url)).map(({ user_id }) => user_id).sort();
    expect(await userIds()).toEqual(['ann', 'bob', 'carol', 'carol', 'robert']);
    expect(await publish(folder, ['--compare'])).toMatchObject({ action: 'unchanged', faces: 3 });
    expect(await publish(copy, ['--withdraw'])).toMatchObject({ removed: 2 });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('leaves the rows of other collections and other databases alone', async () => {
    const other = temporaryFolder();
    enroll(join(other, 'faces.db'), people('erik'));
    enroll(database, people('fred'), { collection: 'guests', encoder: 'another' });
    await publish(folder, to());
    await publish(folder, [...to(), '--collection', 'guests']);
    await publish(other, to());
    await run(folder, ['users', 'delete', 'ann', 'bob', 'carol', '--yes']);
    await publish(folder);
    const facts = await tableFacts(server.url);
    expect(facts.map(({ user_id, encoder }) => [user_id, encoder === 'another'])).toEqual([
      ['erik', false],
      ['fred', true],
    ]);
    await run(folder, ['collections', 'delete', 'guests', '--yes']);
    expect(await tableFacts(server.url)).toHaveLength(1);
    const left = await ask(server.url, 'SELECT collection FROM faceenroll_templates_publications');
    expect(left).toEqual([{ collection: 'default' }, { collection: 'default' }]);
  });

  it('has each face once in a table that is called by another address', async () => {
    await publish(folder, to());
    const address = new URL(server.url);
    address.hostname = 'localhost';
    const words = ['--to', address.href, '--table', 'public.faceenroll_templates'];
    expect(await publish(folder, [...words, '--dry-run'])).toMatchObject({ action: 'unchanged' });
    const { stderr } = await run(folder, ['templates', 'publish', ...words]);
    expect(stderr).toContain(
      `was published to as ${server.url}, table faceenroll_templates before`,
    );
    expect(await tableFacts(server.url)).toHaveLength(3);
    await run(folder, ['users', 'delete', 'ann', '--yes']);
    expect(await publish(folder, words)).toMatchObject({ action: 'unchanged', faces: 2 });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('stays with its address where another role may only read', async () => {
    await publish(folder, to());
    await ask(
      server.url,
      `DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA public TO reader;
       GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`,
    );
    const address = server.url.replace('faceenroll@', 'reader@');
    const words = ['templates', 'publish', '--db', 'faces.db', '--to', address];
    const refused = await runTyped(words, { cwd: folder });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('permission denied'),
    });
    expect(await publish(folder)).toMatchObject({ address: server.url, action: 'unchanged' });
    await ask(server.url, 'DROP OWNED BY reader');
  });

  it('refuses a server that takes no changes, and tells how it would change', async () => {
    await publish(folder, to());
    enroll(database, people('dora'));
    const address = new URL(server.url);
    address.searchParams.set('options', '-c default_transaction_read_only=on');
    const words = ['templates', 'publish', '--db', 'faces.db', '--to', address.href];
    expect(await runTyped(words, { cwd: folder })).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('takes no changes') },
    });
    expect((await runTyped([...words, '--dry-run'], { cwd: folder })).stdout).toContain('1 added');
    readdress(folder, address.href);
    expect(await runTyped([...words, '--withdraw'], { cwd: folder })).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('takes no changes') },
    });
    expect(await tableFacts(server.url)).toHaveLength(3);
  });

  it('gives a face to its user under the new ID at once', async () => {
    await publish(folder, to());
    await run(folder, ['users', 'rename', 'bob', 'robert']);
    const facts = await tableFacts(server.url);
    expect(facts.map(({ user_id }) => user_id).sort()).toEqual(['ann', 'carol', 'robert']);
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
  });

  it('deletes nothing there from a copy of the database after another one has published', async () => {
    await publish(folder, to());
    const copy = temporaryFolder();
    copyFileSync(database, join(copy, 'faces.db'));
    enroll(database, people('dora'));
    await publish(folder);
    const { stderr } = await run(copy, ['users', 'delete', 'ann', '--yes']);
    expect(stderr).toContain('another copy of this database has published since');
    expect(await tableFacts(server.url)).toHaveLength(4);
    await publish(copy);
    expect(await tableFacts(server.url)).toEqual(ownFacts(join(copy, 'faces.db')));
  });

  it('ends a publication there and here, or here alone', async () => {
    await publish(folder, to());
    expect(await publish(folder, ['--withdraw'])).toMatchObject({
      action: 'withdrawn',
      removed: 3,
    });
    expect(await tableFacts(server.url)).toEqual([]);
    await publish(folder, to());
    await publish(folder, ['--forget']);
    await run(folder, ['users', 'delete', 'ann', '--yes']);
    expect(await tableFacts(server.url)).toHaveLength(3);
  });

  it('publishes an encrypted database with its key alone', async () => {
    await run(folder, ['key', 'generate', 'faces.key'], []);
    const bytes = Buffer.from(readFileSync(join(folder, 'faces.key'), 'utf8'), 'base64');
    Store.open(database, false, { key: { bytes, source: 'a test' } }).close();
    const words = ['templates', 'publish', '--db', 'faces.db', ...to()];
    const refused = await runTyped(words, { cwd: folder });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is encrypted') });
    await publish(folder, [...to(), '--key-file', 'faces.key']);
    const facts = await tableFacts(server.url);
    // IDs of one millisecond have no order.
    const found = facts.map(({ user_id, embedding }) => [user_id, embedding] as const);
    expect(found.sort(([one], [other]) => one.localeCompare(other))).toEqual(
      ['ann', 'bob', 'carol'].map((userId) => [userId, [...sampleOf(userId).embedding]]),
    );
    // Deleting there takes no key.
    await run(folder, ['users', 'delete', 'ann', '--yes']);
    expect(await tableFacts(server.url)).toHaveLength(2);
  });

  it('refuses a table of another shape with what differs', async () => {
    await ask(
      server.url,
      `CREATE TABLE faceenroll_templates (publication uuid, collection text, user_id integer NOT NULL,
         face_id text, encoder text, slot integer, quality real, photo_digest text,
         embedding double precision[], created_at timestamptz, updated_at timestamptz,
         door text NOT NULL)`,
    );
    const { code, stderr } = await runTyped(['templates', 'publish', '--db', 'faces.db', ...to()], {
      cwd: folder,
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'faces cannot be published to the table public.faceenroll_templates: user_id is integer and not text or varchar, quality is real and not double precision, embedding is double precision[] and not vector or real[] and its column door must have a value, or a default',
    );
    await ask(server.url, 'CREATE TABLE other (user_id text)');
    const words = ['templates', 'publish', '--db', 'faces.db', ...to(), '--table', 'other'];
    expect((await runTyped(words, { cwd: folder })).stderr).toContain(
      'public.other: it lacks the columns publication, collection, face_id, encoder, slot and 5 more; name',
    );
    await ask(server.url, 'DROP TABLE other');
  });

  it('finds the nearest faces by the query of the help topic', async () => {
    await publish(folder, to());
    const topic = readFileSync(join(ROOT, 'src/help/publish.md'), 'utf8');
    const query = topic.split('With `real[]`, as an array:')[1]?.split(';')[0] as string;
    expect(query).toContain(ENCODER);
    const rows = await ask(server.url, query, [[...sampleOf('bob').embedding]]);
    expect(rows[0]).toMatchObject({ user_id: 'bob', similarity: expect.closeTo(1, 6) });
  });

  function changeQuality(of: string, userId: string): void {
    const db = new Database(of);
    db.prepare('UPDATE templates SET quality = 0.25 WHERE user_id = ?').run(userId);
    db.close();
  }

  /** Sessions that wait for another one. */
  async function waiting(): Promise<number> {
    const sql = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    return (await ask(server.url, sql)).length;
  }

  async function stagedRows(): Promise<number> {
    const [row] = await ask(server.url, 'SELECT count(*) FROM faceenroll_templates_staged');
    return Number(row?.count);
  }
});
