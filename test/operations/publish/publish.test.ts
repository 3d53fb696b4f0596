import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/cli.js';
import { enroll } from '../../support/enrolled.js';
import { sampleOf } from '../../support/entries.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { ask, ownFacts, publish, run, tableFacts } from './support.js';

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

  const people = (...userIds: readonly string[]) =>
    userIds.map((userId) => ({ userId, embedding: sampleOf(userId).embedding }));
  const to = () => ['--to', server.url];

  it('makes a table with every template of the collection, to the bit', async () => {
    expect(await publish(folder, to())).toMatchObject({
      ...{ action: 'published', added: 3, changed: 0, removed: 0, faces: 3 },
      embeddings: 'real[]',
    });
    expect(await tableFacts(server.url)).toEqual(ownFacts(database));
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
});
