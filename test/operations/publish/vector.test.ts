import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Published } from '../../../src/postgres/published.js';
import { toBlob } from '../../../src/store/embedding.js';
import { ROOT, temporaryFolder } from '../../support/cli.js';
import { ENCODER } from '../../support/encoder.js';
import { enroll } from '../../support/enrolled.js';
import { sampleOf } from '../../support/entries.js';
import { runTyped } from '../../support/main.js';
import { type PgvectorServer, pgvectorServer } from '../../support/pgvector.js';
import {
  ask,
  killedAt,
  ownFacts,
  people,
  publish,
  publishInProcess,
  run,
  tableFacts,
} from './support.js';

describe('templates publish, where pgvector is installed,', () => {
  let server: PgvectorServer;
  let folder: string;
  let database: string;

  beforeAll(async () => {
    server = await pgvectorServer();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    await server.reset('public');
    folder = temporaryFolder();
    database = join(folder, 'faces.db');
    enroll(database, people('ann', 'bob', 'carol'));
  });

  const to = () => ['--to', server.url];
  const expectSame = async () => expect(await tableFacts(server.url)).toEqual(ownFacts(database));

  /** The type of embeddings in the table. */
  async function type(): Promise<unknown> {
    const [row] = await ask(
      server.url,
      `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
       WHERE attrelid = 'faceenroll_templates'::regclass AND attname = 'embedding'`,
    );
    return row?.type;
  }

  /** Another encoder has made all templates, of another length. */
  function reencode(values: number): void {
    const db = new Database(database);
    const embedding = Float32Array.from({ length: values }, () => 1 / Math.sqrt(values));
    db.prepare('UPDATE templates SET encoder = ?, embedding = ?').run('another', toBlob(embedding));
    db.close();
  }

  it('makes a column of its type and keeps it the same as the collection, to the bit', async () => {
    expect(await publish(folder, to())).toMatchObject({
      ...{ action: 'published', added: 3, faces: 3, embeddings: 'vector' },
    });
    expect(await type()).toBe('vector(4)');
    await expectSame();
    enroll(database, people('dora'));
    await run(folder, ['users', 'delete', 'ann', '--yes']);
    await run(folder, ['users', 'rename', 'bob', 'robert']);
    expect(await publish(folder)).toMatchObject({ added: 1, changed: 0, removed: 0, faces: 3 });
    await expectSame();
    await ask(server.url, `UPDATE faceenroll_templates SET embedding = '[1,0,0,0]'`);
    expect(await publish(folder, ['--compare'])).toMatchObject({ changed: 3 });
    await expectSame();
    expect(await publish(folder, ['--compare'])).toMatchObject({ action: 'unchanged' });
  });

  it('finds the nearest faces by the query of the help topic', async () => {
    await publish(folder, to());
    const topic = readFileSync(join(ROOT, 'src/help/publish.md'), 'utf8');
    const query = topic.split('`[0.1,0.2,...]`:')[1]?.split(';')[0] as string;
    expect(query).toContain(ENCODER);
    const rows = await ask(server.url, query, [JSON.stringify([...sampleOf('bob').embedding])]);
    expect(rows[0]).toMatchObject({ user_id: 'bob', similarity: expect.closeTo(1, 6) });
    expect(rows).toHaveLength(3);
  });

  it('publishes to a schema that does not have the extension', async () => {
    await server.reset('extensions');
    expect(await publish(folder, to())).toMatchObject({ faces: 3, embeddings: 'vector' });
    enroll(database, people('dora'));
    expect(await publish(folder)).toMatchObject({ added: 1 });
    await expectSame();
  });

  it('goes on with a first publication that was killed', async () => {
    const publishing = () => publishInProcess(folder, { url: server.url });
    expect(await killedAt([Published.prototype, 'move'], 1, publishing)).toBe(true);
    expect(await tableFacts(server.url)).toEqual([]);
    await run(folder, ['users', 'delete', 'ann', '--yes']);
    enroll(database, people('dora'));
    expect(await killedAt([Published.prototype, 'finish'], 1, publishing)).toBe(true);
    expect(await publish(folder, to())).toMatchObject({ added: 3, faces: 3 });
    await expectSame();
  });

  it('refuses templates of another length than the column takes, until it takes any', async () => {
    await publish(folder, to());
    reencode(8);
    const words = ['templates', 'publish', '--db', 'faces.db'];
    for (const how of [[], ['--dry-run']]) {
      const refused = await runTyped([...words, ...how], { cwd: folder });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(
        'is vector(4), and the templates of the encoder "another" have 8 values',
      );
    }
    expect(await tableFacts(server.url)).toHaveLength(3);
    await ask(server.url, 'ALTER TABLE faceenroll_templates ALTER COLUMN embedding TYPE vector');
    expect(await publish(folder)).toMatchObject({ changed: 3 });
    await expectSame();
  });

  it('goes on where its array became a vector, also halfway', async () => {
    const embedding = 'ALTER TABLE faceenroll_templates ALTER COLUMN embedding';
    await publish(folder, to());
    await ask(server.url, `${embedding} TYPE real[]`);
    expect(await publish(folder, ['--compare'])).toMatchObject({
      ...{ action: 'unchanged', embeddings: 'real[]' },
    });
    enroll(database, people('dora'));
    const publishing = () => publishInProcess(folder, { url: server.url });
    expect(await killedAt([Published.prototype, 'move'], 1, publishing)).toBe(true);
    await ask(server.url, `${embedding} TYPE vector(4)`);
    expect(await publish(folder)).toMatchObject({ added: 1, embeddings: 'vector' });
    await expectSame();
  });

  it('uses a table that is there, with a column for embeddings of any length', async () => {
    await publish(folder, to());
    await ask(
      server.url,
      `DELETE FROM faceenroll_templates; DELETE FROM faceenroll_templates_publications;
       ALTER TABLE faceenroll_templates ALTER COLUMN embedding TYPE vector`,
    );
    enroll(database, [{ userId: 'erik', embedding: Float32Array.of(0.6, 0.8) }], {
      encoder: 'two',
    });
    expect(await publish(folder)).toMatchObject({ added: 4, faces: 4 });
    await expectSame();
  });
});
