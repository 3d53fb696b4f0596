import type { Statements } from '../../../postgres/statements.js';
import type { PhotoQueue } from '../photo-queue.js';
import { SEALED_AS_TEXT, withSealed } from '../tables/sealed.js';
import { SCHEMA } from '../tables/tables.js';
import type { Flight } from './flights.js';

/** A sealed order on its way to a worker. */
export interface Parcel {
  /** A UUID. */
  readonly photo: string;
  readonly mark: Uint8Array;
  readonly sealed: Uint8Array;
}

/** A photo that was read and sealed, and is to be sent. */
export interface Outgoing {
  readonly flight: Flight;
  readonly parcel: Parcel;
}

/** A sealed reply that waits for its import. */
export interface SealedReply {
  readonly photo: string;
  /** Of the run that it was sealed for. */
  readonly salt: Buffer;
  readonly sealed: Buffer;
}

/** Most replies that are read at a time. */
const MOST_REPLIES = 500;

/** Ends a transaction of which nothing is to be kept. */
class NothingSentError extends Error {}

/** Orders and replies of one import in PostgreSQL. Each statement may be done twice. */
export class Parcels {
  readonly #queue: PhotoQueue;
  readonly #import: string;
  readonly #salt: Buffer;

  constructor(queue: PhotoQueue, importId: string, salt: Buffer) {
    this.#queue = queue;
    this.#import = importId;
    this.#salt = salt;
  }

  /**
   * Stores orders, and lets workers have them, as long as the import is noted: from a connection that
   * was given up they may come when it has ended, and nobody would take them off again.
   */
  async send(parcels: readonly Parcel[], priority: number): Promise<void> {
    const rows = parcels.map(
      (_, i) => `($${3 * i + 3}::uuid, $${3 * i + 4}::bytea, $${3 * i + 5}::bytea)`,
    );
    const values = parcels.flatMap(({ photo, mark, sealed }) => [
      photo,
      asBuffer(mark),
      asBuffer(sealed),
    ]);
    const send = async (within: Statements): Promise<void> => {
      // Locked, so that its end waits for what is on the way, and finds it.
      const stored = within.query(
        `WITH noted AS (SELECT import FROM ${SCHEMA}.imports WHERE import = $1 FOR KEY SHARE),
           orders (photo, mark, sealed) AS (VALUES ${rows.join(', ')})
         INSERT INTO ${SCHEMA}.photos (photo, import, mark, salt, sealed)
         SELECT photo, import, mark, $2, sealed FROM orders, noted ON CONFLICT DO NOTHING`,
        [this.#import, this.#salt, ...values],
      );
      const photos = parcels.map(({ photo }) => photo);
      const [{ rowCount }] = await Promise.all([stored, this.#queue.put(photos, priority, within)]);
      // It has ended, or all of them are there already.
      if (rowCount === 0) throw new NothingSentError();
    };
    await this.#queue.link.transaction(send).catch((error) => {
      if (!(error instanceof NothingSentError)) throw error;
    });
  }

  /** Replies that have come, but for those of `taken`, which are deleted. */
  async receive(taken: readonly string[]): Promise<readonly SealedReply[]> {
    const { rows } = await this.#queue.link.query<
      Omit<SealedReply, 'sealed'> & { readonly sealed: string }
    >(
      // Meanwhile another import may have taken over what this one was too slow for.
      `WITH gone AS (DELETE FROM ${SCHEMA}.answers WHERE import = $1 AND photo = ANY($2::uuid[]))
       SELECT photo, salt, ${SEALED_AS_TEXT} FROM ${SCHEMA}.answers
       WHERE import = $1 AND photo <> ALL($2::uuid[]) LIMIT ${MOST_REPLIES}`,
      [this.#import, taken],
    );
    return rows.map(withSealed);
  }

  /** Photos of this import that are there, waiting, at work or answered. */
  async there(): Promise<ReadonlySet<string>> {
    // In one statement: a worker moves a photo from one table to the other. One that is nobody's turn
    // would wait for ever.
    const { rows } = await this.#queue.link.query<{ readonly photo: string }>(
      `SELECT photo FROM ${SCHEMA}.photos
       WHERE import = $1 AND photo IN (SELECT id FROM ${SCHEMA}.job WHERE name = $2)
       UNION ALL SELECT photo FROM ${SCHEMA}.answers WHERE import = $1`,
      [this.#import, this.#queue.name],
    );
    return new Set(rows.map(({ photo }) => photo));
  }

  /** Takes photos off the queue that were found not to be there, unless they are another import's by now. */
  async drop(photos: readonly string[]): Promise<void> {
    await this.#queue.link.transaction(async (within) => {
      await within.query(
        `DELETE FROM ${SCHEMA}.photos WHERE import = $1 AND photo = ANY($2::uuid[])`,
        [this.#import, photos],
      );
      await removeWithoutPhotos(this.#queue, within);
    });
  }

  /** What imports that were killed have left, by mark, hexadecimal. */
  async leftBy(imports: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await this.#queue.link.query<{
      readonly mark: string;
      readonly photo: string;
    }>(
      `SELECT encode(mark, 'hex') AS mark, photo FROM ${SCHEMA}.photos WHERE import = ANY($1::uuid[])
       UNION ALL
       SELECT encode(mark, 'hex'), photo FROM ${SCHEMA}.answers WHERE import = ANY($1::uuid[])`,
      [imports],
    );
    return new Map(rows.map(({ mark, photo }) => [mark, photo]));
  }

  /** Takes photos of dead imports over, and returns those that were still there. */
  async adopt(photos: readonly string[], dead: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#queue.link.transaction(async (within) => {
      // In this order: a photo that is answered meanwhile is found by the second.
      const adopted = [];
      for (const table of ['photos', 'answers']) {
        const { rows } = await within.query<{ readonly photo: string }>(
          // Another import may look at the same time: the first has it.
          `UPDATE ${SCHEMA}.${table} SET import = $1
           WHERE photo = ANY($2::uuid[]) AND import = ANY($3::uuid[]) RETURNING photo`,
          [this.#import, photos, [...dead, this.#import]],
        );
        adopted.push(...rows.map(({ photo }) => photo));
      }
      return new Set(adopted);
    });
  }

  /** Deletes all that is there of this import and of some dead ones, so that no crash brings it back. */
  async clear(dead: readonly string[]): Promise<void> {
    await this.#queue.link.transaction(async (within) => {
      // On this server's disk: a replica that is away would hold it up for ever.
      await within.query('SET LOCAL synchronous_commit = local');
      await clearImports(this.#queue, [this.#import, ...dead], within);
      await removeWithoutPhotos(this.#queue, within);
    });
  }
}

/**
 * Removes jobs that are for no photo: of one whose answer came, a crash of PostgreSQL brings the job
 * back, since nobody waits for the disk. A job and its photo are stored in one transaction.
 */
async function removeWithoutPhotos(queue: PhotoQueue, within: Statements): Promise<void> {
  const { rows } = await within.query<{ readonly id: string }>(
    `SELECT id FROM ${SCHEMA}.job WHERE name = $1
       AND NOT EXISTS (SELECT 1 FROM ${SCHEMA}.photos WHERE photo = job.id)`,
    [queue.name],
  );
  await queue.remove(
    rows.map(({ id }) => id),
    within,
  );
}

/** Deletes all that is there of some imports of a queue. */
async function clearImports(
  queue: PhotoQueue,
  imports: readonly string[],
  within: Statements,
): Promise<void> {
  // First: see `send`.
  await within.query(`DELETE FROM ${SCHEMA}.imports WHERE import = ANY($1::uuid[])`, [imports]);
  const { rows } = await within.query<{ readonly photo: string }>(
    `DELETE FROM ${SCHEMA}.photos WHERE import = ANY($1::uuid[]) RETURNING photo`,
    [imports],
  );
  await queue.remove(
    rows.map(({ photo }) => photo),
    within,
  );
  await within.query(`DELETE FROM ${SCHEMA}.answers WHERE import = ANY($1::uuid[])`, [imports]);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
