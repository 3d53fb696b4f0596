import type { QueuePurge } from '../../../domain/queue-status.js';
import type { Link } from '../../../postgres/link.js';
import type { Statements } from '../../../postgres/statements.js';
import { hasTables } from './format.js';
import { deadImports, GONE_SECONDS, KEPT_SECONDS } from './living.js';
import { SCHEMA } from './tables.js';

export interface PurgeWish {
  /** Whether photos of imports that are at work are deleted, too; they send them again. */
  readonly all?: boolean;
  /** Whether it is only counted. */
  readonly dryRun?: boolean;
}

/** How often programs look for what is older. */
export const EXPIRE_EVERY_MS = 3_600_000;

const NOTHING: QueuePurge = { imports: 0, photos: 0, answers: 0, jobs: 0, workers: 0 };

/** Deletes what imports and workers that were killed have left on a queue, or all that is on it. */
export async function purgeQueue(
  link: Link,
  { all = false, dryRun = false }: PurgeWish = {},
): Promise<QueuePurge> {
  if (!(await hasTables(link))) return NOTHING;
  const dead = (await deadImports(link)).map(({ id }) => id);
  const spared: Spared = all
    ? { imports: 'false', workers: GONE_SECONDS.worker }
    : { imports: secondsAgo(GONE_SECONDS.import), workers: GONE_SECONDS.worker };
  if (dryRun) return inAllTables(link, spared, dead, counted);
  return link.transaction((within) => inAllTables(within, spared, dead, deleted));
}

/** Deletes what programs that were killed have left for a day. */
export async function expireLeft(link: Link): Promise<void> {
  const spared: Spared = { imports: secondsAgo(KEPT_SECONDS), workers: KEPT_SECONDS };
  await link.transaction((within) => inAllTables(within, spared, [], deleted));
}

/** Who is left alone. */
interface Spared {
  /** A condition on a row of imports. */
  readonly imports: string;
  /** Workers that were silent for fewer seconds. */
  readonly workers: number;
}

/** How many rows nobody needs, table by table, by a statement that counts or deletes them. */
async function inAllTables(
  statements: Statements,
  spared: Spared,
  dead: readonly string[],
  sql: (table: string, condition: string) => string,
): Promise<QueuePurge> {
  const count = async (table: string, condition: string, values: unknown[] = []) => {
    const { rows } = await statements.query<{ readonly n: number }>(sql(table, condition), values);
    return rows[0]?.n ?? 0;
  };
  // In one statement each: an import is noted before its first photo is there.
  const isSpared = `SELECT import FROM ${SCHEMA}.imports WHERE ${spared.imports} AND import <> ALL($1::uuid[])`;
  const isLeft = `import NOT IN (${isSpared})`;
  const hasPhoto = `SELECT photo FROM ${SCHEMA}.photos WHERE import IN (${isSpared})`;
  const workers = `NOT (${secondsAgo(spared.workers)})`;
  return {
    // First, while the photos are there that others of them belong to.
    jobs: await count('job', `name LIKE 'photos-%' AND id NOT IN (${hasPhoto})`, [dead]),
    photos: await count('photos', isLeft, [dead]),
    answers: await count('answers', isLeft, [dead]),
    imports: await count('imports', isLeft, [dead]),
    workers: await count('workers', workers),
  };
}

function secondsAgo(seconds: number): string {
  return `seen_at > now() - interval '${seconds} s'`;
}

function counted(table: string, condition: string): string {
  return `SELECT count(*)::integer AS n FROM ${SCHEMA}.${table} WHERE ${condition}`;
}

function deleted(table: string, condition: string): string {
  return `WITH gone AS (DELETE FROM ${SCHEMA}.${table} WHERE ${condition} RETURNING 1)
    SELECT count(*)::integer AS n FROM gone`;
}
