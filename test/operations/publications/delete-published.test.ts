import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deletePublished, openGallery } from '../../../src/index.js';
import { temporaryFolder } from '../../support/cli.js';
import { enroll } from '../../support/enrolled.js';
import { sampleOf } from '../../support/entries.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { ask, publish, tableFacts } from '../publish/support.js';

/** Each deletion takes a second. */
const SLOW = `
  CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_sleep(1); RETURN OLD; END $$;
  CREATE TRIGGER slow BEFORE DELETE ON slow FOR EACH ROW EXECUTE FUNCTION wait()`;

const ASLEEP = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

describe.skipIf(!POSTGRES)('a deletion from a published table', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await postgresServer();
  }, 30_000);

  afterAll(() => server?.remove());

  it('goes on for longer than a server is waited for that does not answer', async () => {
    const folder = temporaryFolder();
    const database = join(folder, 'faces.db');
    enroll(
      database,
      ['ann', 'bob'].map((userId) => ({ userId, embedding: sampleOf(userId).embedding })),
    );
    await publish(folder, ['--to', server.url, '--table', 'slow']);
    await ask(server.url, SLOW);
    const gallery = openGallery({ database });
    gallery.users.delete('ann');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const deleting = deletePublished(gallery);
      await vi.waitFor(async () => expect(await ask(server.url, ASLEEP)).toHaveLength(1), 10_000);
      vi.advanceTimersByTime(15_000);
      expect(await deleting).toMatchObject([{ table: 'slow', done: 1, left: 0, problem: null }]);
    } finally {
      vi.useRealTimers();
      gallery.close();
    }
    expect(await tableFacts(server.url, 'slow')).toHaveLength(1);
  });
});
