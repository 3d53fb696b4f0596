import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { Link } from '../../../dist/postgres/link.js';
import { postgresPlace } from '../../../dist/postgres/place.js';
import { dropTablesSql } from '../../../dist/workers/queue/tables/setup-sql.js';
import { type PostgresServer, postgresServer } from '../../support/postgres.js';

/** A PostgreSQL server for the tests of a block; each begins without a queue on it. */
export function queueServer() {
  let server: PostgresServer | undefined;
  let admin: Link | undefined;
  beforeAll(async () => {
    server = await postgresServer();
    admin = new Link(postgresPlace(server.url), { connections: 3, name: 'test', tell: () => {} });
  }, 30_000);
  afterEach(async () => {
    await admin?.query(dropTablesSql());
  });
  afterAll(async () => {
    await admin?.close();
    await server?.remove();
  });
  return {
    get server() {
      return server as PostgresServer;
    },
    get url() {
      return this.server.url;
    },
    get admin() {
      return admin as Link;
    },
  };
}

/** Rows that are left of photos, answers, imports and turns. */
export async function rowsLeft(admin: Link): Promise<number> {
  const counts = ['photos', 'answers', 'imports', 'job'].map(
    (table) => `(SELECT count(*) FROM faceenroll_queue.${table})`,
  );
  const { rows } = await admin.query<{ readonly n: number }>(
    `SELECT (${counts.join(' + ')})::integer AS n`,
  );
  return rows[0]?.n ?? -1;
}

/** The number of rows of a table that meet a condition. */
export async function rowsOf(admin: Link, table: string, condition = 'true'): Promise<number> {
  const { rows } = await admin.query<{ readonly n: number }>(
    `SELECT count(*)::integer AS n FROM faceenroll_queue.${table} WHERE ${condition}`,
  );
  return rows[0]?.n ?? -1;
}

/** Makes the workers of photos silent that had so many workers before, until those are given to others. */
export async function silence(admin: Link, retryCount: number): Promise<void> {
  const isTheirs = `state = 'active' AND retry_count = ${retryCount}`;
  await poll(async () => {
    await admin.query(
      `UPDATE faceenroll_queue.job SET heartbeat_on = now() - interval '1 h' WHERE ${isTheirs}`,
    );
    return rowsOf(admin, 'job', isTheirs);
  }).toBe(0);
}

/** Makes the imports that are there silent for a minute, however often they say that they are there. */
export async function staysSilent(admin: Link): Promise<void> {
  await admin.query(`
    CREATE FUNCTION faceenroll_queue.silent() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN NEW.seen_at := OLD.seen_at; RETURN NEW; END $$;
    UPDATE faceenroll_queue.imports SET seen_at = now() - interval '2 min';
    CREATE TRIGGER silent BEFORE UPDATE ON faceenroll_queue.imports FOR EACH ROW
      WHEN (OLD.seen_at < now() - interval '1 min') EXECUTE FUNCTION faceenroll_queue.silent()`);
}

/** Waits until something is so, on a slow machine, too. */
export function poll(look: () => unknown): ReturnType<typeof expect.poll> {
  return expect.poll(look, { timeout: 60_000, interval: 100 });
}
