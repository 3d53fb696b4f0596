import type { Claim, PhotoQueue } from '../photo-queue.js';
import { SEALED_AS_TEXT, withSealed } from '../tables/sealed.js';
import { SCHEMA } from '../tables/tables.js';
import type { TakeTimes } from './pace.js';

/**
 * Milliseconds that orders may take: the first large photos, over a narrow line. Given up sooner, they
 * would be asked for again and again. The next take has fewer (see pace.ts).
 */
const MOST_READ_MS = 600_000;

/** A photo that a worker has taken, with what is asked of it. */
export interface SealedOrder {
  readonly claim: Claim;
  /** Workers that had it before, and neither answered nor gave it back. */
  readonly deaths: number;
  readonly mark: Buffer;
  readonly salt: Buffer;
  readonly sealed: Buffer;
}

interface PhotoRow extends Pick<SealedOrder, 'mark' | 'salt'> {
  readonly photo: string;
  readonly returned: number;
  readonly sealed: string;
}

/** Whoever hears how photos are taken. */
export interface TakeHeard {
  /** Their orders are read from now on. */
  readonly claimed: (claims: readonly Claim[]) => void;
  /** All are here, after so long. */
  readonly took: (times: TakeTimes) => void;
}

/** Takes photos whose turn it is, with their orders. */
export async function takeOrders(
  queue: PhotoQueue,
  atMost: number,
  heard: Partial<TakeHeard> = {},
): Promise<readonly SealedOrder[]> {
  const began = performance.now();
  const claims = await queue.take(atMost);
  heard.claimed?.(claims);
  const claimed = performance.now();
  const rows = await ordersOf(queue, claims);
  heard.took?.({
    photos: claims.length,
    claimMs: claimed - began,
    readMs: performance.now() - claimed,
  });
  const found = new Map(rows.map((row) => [row.photo, row]));
  const orders = claims.flatMap((claim): SealedOrder[] => {
    const row = found.get(claim.id);
    if (!row) return [];
    const { returned, mark, salt, sealed } = withSealed(row);
    return [{ claim, deaths: claim.retryCount - returned, mark, salt, sealed }];
  });
  // Answered meanwhile, or lost in a crash of PostgreSQL: their import sends them again.
  const gone = claims.filter(({ id }) => !found.has(id));
  await queue.remove(gone.map(({ id }) => id));
  return orders;
}

async function ordersOf(queue: PhotoQueue, claims: readonly Claim[]): Promise<readonly PhotoRow[]> {
  if (claims.length === 0) return [];
  const { rows } = await queue.link.query<PhotoRow>(
    `SELECT photo, returned, mark, salt, ${SEALED_AS_TEXT}
     FROM ${SCHEMA}.photos WHERE photo = ANY($1::uuid[])`,
    [claims.map(({ id }) => id)],
    MOST_READ_MS,
  );
  return rows;
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
    const stored = within.query(
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
    const photos = answers.map(({ photo }) => photo);
    await Promise.all([stored, queue.remove(photos, within)]);
  });
}

/**
 * Notes that a photo is tried alone, before it is; of the same claim only once.
 *
 * @returns how often that was begun by now; undefined if the photo is no longer asked for, or another
 *   worker has it
 */
export async function beginAlone(queue: PhotoQueue, claim: Claim): Promise<number | undefined> {
  return queue.link.transaction(async (within) => {
    if ((await queue.touch([claim], within)) === 0) return undefined;
    const { rows } = await within.query<{ readonly alone: number }>(
      `UPDATE ${SCHEMA}.photos SET alone = alone + (alone_claim <> $2)::integer, alone_claim = $2
       WHERE photo = $1 RETURNING alone`,
      [claim.id, claim.retryCount],
    );
    return rows[0]?.alone;
  });
}

/** Gives photos back that were not done, which is no reason to suspect them. */
export async function giveBack(queue: PhotoQueue, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return;
  await queue.link.transaction(async (within) => {
    const one = async (claim: Claim): Promise<void> => {
      if (!(await queue.giveBack(claim, within))) return;
      await within.query(
        `UPDATE ${SCHEMA}.photos SET returned = returned + 1,
           alone = alone - (alone_claim = $2)::integer, alone_claim = -1 WHERE photo = $1`,
        [claim.id, claim.retryCount],
      );
    };
    await Promise.all(claims.map(one));
  });
}
