import type { Statements } from '../../postgres/link.js';
import type { Claim, PhotoQueue } from './photo-queue.js';
import { SCHEMA } from './tables.js';

/** A photo that a worker has taken, with what is asked of it. */
export interface SealedOrder {
  readonly claim: Claim;
  readonly salt: Buffer;
  readonly sealed: Buffer;
}

/** Takes photos whose turn it is, with their orders. */
export async function takeOrders(
  queue: PhotoQueue,
  atMost: number,
): Promise<readonly SealedOrder[]> {
  const claims = await queue.take(atMost);
  if (claims.length === 0) return [];
  const { rows } = await queue.link.query<Omit<SealedOrder, 'claim'> & { readonly photo: string }>(
    `SELECT photo, salt, sealed FROM ${SCHEMA}.photos WHERE photo = ANY($1::uuid[])`,
    [claims.map(({ id }) => id)],
  );
  const found = new Map(rows.map((row) => [row.photo, row]));
  const orders = claims.flatMap((claim) => {
    const row = found.get(claim.id);
    return row ? [{ claim, salt: row.salt, sealed: row.sealed }] : [];
  });
  // Answered meanwhile, or lost in a crash of PostgreSQL: their import sends them again.
  const gone = claims.filter(({ id }) => !found.has(id));
  await queue.remove(gone.map(({ id }) => id));
  return orders;
}

/** A sealed reply to an order. */
export interface Answered {
  readonly photo: string;
  readonly sealed: Buffer;
}

/** Stores replies in the place of their orders; an order that is gone takes none. */
export async function answer(queue: PhotoQueue, answers: readonly Answered[]): Promise<void> {
  const rows = answers.map((_, i) => `($${2 * i + 1}::uuid, $${2 * i + 2}::bytea)`);
  const values = answers.flatMap(({ photo, sealed }) => [photo, sealed]);
  await queue.link.transaction(async (within) => {
    await within.query(
      `WITH replies (photo, sealed) AS (VALUES ${rows.join(', ')}),
         orders AS (
           DELETE FROM ${SCHEMA}.photos WHERE photo IN (SELECT photo FROM replies)
           RETURNING photo, import, mark, salt
         )
       INSERT INTO ${SCHEMA}.answers (photo, import, mark, salt, sealed)
       SELECT photo, import, mark, salt, replies.sealed FROM orders JOIN replies USING (photo)
       ON CONFLICT DO NOTHING`,
      values,
    );
    await queue.remove(
      answers.map(({ photo }) => photo),
      within,
    );
  });
}

/**
 * Notes that a photo is tried alone, before it is.
 *
 * @returns how often that was begun by now; undefined if the photo is no longer asked for
 */
export async function beginAlone(
  statements: Statements,
  photo: string,
): Promise<number | undefined> {
  const { rows } = await statements.query<{ readonly alone: number }>(
    `UPDATE ${SCHEMA}.photos SET alone = alone + 1 WHERE photo = $1 RETURNING alone`,
    [photo],
  );
  return rows[0]?.alone;
}
