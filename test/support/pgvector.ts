import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** A PostgreSQL that has pgvector, in this process and in memory. */
export interface PgvectorServer {
  /** Address of its only database. All connections share one session: use one after another. */
  readonly url: string;
  /** Makes it as it was at first, with the extension in a schema. */
  reset(schema: string): Promise<void>;
  remove(): Promise<void>;
}

/** Started, and without the extension until `reset`. */
export async function pgvectorServer(): Promise<PgvectorServer> {
  const db = await PGlite.create({ extensions: { vector } });
  // The connection before may be closed a moment later.
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 4 });
  await server.start();
  return {
    url: `postgres://postgres@${server.getServerConn()}/postgres`,
    reset: async (schema) => {
      await db.exec(
        `DROP EXTENSION IF EXISTS vector CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;
         CREATE SCHEMA IF NOT EXISTS ${schema}; CREATE EXTENSION vector SCHEMA ${schema}`,
      );
    },
    remove: async () => {
      await server.stop();
      await db.close();
    },
  };
}
