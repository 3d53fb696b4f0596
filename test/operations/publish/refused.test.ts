import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/cli.js';
import { enroll } from '../../support/enrolled.js';
import { runTyped } from '../../support/main.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { ask, people, publish, tableFacts } from './support.js';

const TABLE = `publication uuid, face_id text COLLATE "C", collection text, user_id text, encoder text,
  slot integer, quality double precision, photo_digest text, embedding real[],
  created_at timestamptz, updated_at timestamptz`;

const BESIDE = /_staged and _publications, is not as "faceenroll help publish" shows it: drop it/;

/** Tables and what is wrong with them, as it is told. */
const REFUSED: readonly (readonly [what: string, sql: string, told: RegExp])[] = [
  [
    'a column that rounds times',
    `CREATE TABLE t (${TABLE.replace('updated_at timestamptz', 'updated_at timestamptz(0)')})`,
    /public\.t: updated_at is timestamptz\(0\), which rounds the time, and not timestamptz;/,
  ],
  [
    'a column that PostgreSQL generates',
    `CREATE TABLE t (${TABLE.replace('user_id text', 'user_id text GENERATED ALWAYS AS (face_id) STORED')})`,
    /public\.t: PostgreSQL generates its column user_id;/,
  ],
  [
    'a column that is too short',
    `CREATE TABLE t (${TABLE.replace('user_id text', 'user_id varchar(2)')})`,
    /too long for type .*\. a column takes only short texts: ALTER its type to text/,
  ],
  [
    'a reference to rows that are not there',
    `CREATE TABLE staff (id text PRIMARY KEY);
     CREATE TABLE t (${TABLE.replace('user_id text', 'user_id text REFERENCES staff')})`,
    /foreign key constraint "t_user_id_fkey"\. Key \(user_id\)=\([^)]+\) is not present in table "staff"$/m,
  ],
  [
    'a key that holds embeddings',
    `CREATE TABLE t (${TABLE}, UNIQUE (embedding)); CREATE TABLE staff (id text)`,
    /^(?!.*[{]).*unique constraint "t_embedding_key"$/m,
  ],
  [
    'a trigger that keeps rows away',
    `CREATE TABLE t (${TABLE}); CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN IF new.user_id = 'ann' THEN RETURN NULL; END IF; RETURN new; END $$;
     CREATE TRIGGER away BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no()`,
    /the table has 3 faces of the collection, which has 4: another program, a trigger or a policy/,
  ],
  ['a staged table of another kind', `CREATE TABLE t (${TABLE}); CREATE TABLE t_staged ()`, BESIDE],
  [
    'a staged table without its key',
    `CREATE TABLE t (${TABLE}); CREATE TABLE t_staged (is_gone boolean, ${TABLE})`,
    BESIDE,
  ],
  [
    'a table of publications of another kind',
    `CREATE TABLE t (${TABLE}); CREATE TABLE t_publications (collection integer)`,
    BESIDE,
  ],
];

describe.skipIf(!POSTGRES)('templates publish, to a server as it is,', () => {
  let server: PostgresServer;
  let folder: string;

  beforeAll(async () => {
    server = await postgresServer();
    await ask(
      server.url,
      "CREATE DATABASE western ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'",
    );
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    await ask(server.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    folder = temporaryFolder();
    // The last two have the same face.
    const [...three] = people('ann', 'bob', 'Łukasz');
    enroll(join(folder, 'faces.db'), [
      ...three,
      { ...three[0], userId: 'ann2' } as (typeof three)[0],
    ]);
  });

  const told = async (url: string): Promise<string> => {
    const words = ['templates', 'publish', '--db', 'faces.db', '--to', url, '--table', 't'];
    const { code, stderr } = await runTyped(words, { cwd: folder });
    expect(code).toBe(1);
    return stderr;
  };

  it.each(REFUSED)('refuses %s and says which', async (_, sql, expected) => {
    await ask(server.url, sql);
    expect(await told(server.url)).toMatch(expected);
    expect(await tableFacts(server.url, 't')).toEqual([]);
  });

  it('names what a database of another encoding cannot hold', async () => {
    expect(await told(server.url.replace('/postgres', '/western'))).toMatch(
      /the encoding of that database lacks a character of a user ID or collection/,
    );
  });

  it('finds every number the same, however few digits a role is given', async () => {
    const db = new Database(join(folder, 'faces.db'));
    db.prepare('UPDATE templates SET quality = 0.1 + 0.2').run();
    db.close();
    const address = server.url.replace('faceenroll@', 'rounding@');
    await ask(
      server.url,
      'CREATE ROLE rounding LOGIN; ALTER ROLE rounding SET extra_float_digits = -15; GRANT ALL ON SCHEMA public TO rounding',
    );
    expect(await publish(folder, ['--to', address])).toMatchObject({ added: 4 });
    expect(await publish(folder, ['--compare'])).toMatchObject({ action: 'unchanged' });
  });
});
