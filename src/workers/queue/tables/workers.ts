import { hostname } from 'node:os';
import type { ExtractorFacts } from '../../../domain/extractor.js';
import type { Statements } from '../../../postgres/statements.js';
import { processSpace } from '../../../system/process-space.js';
import { GONE_SECONDS } from './living.js';
import { SCHEMA } from './tables.js';

/** How a worker is noted while it is there. */
export interface WorkerRow {
  readonly id: string;
  readonly queue: string;
  readonly extractor: ExtractorFacts;
  /** Photos that it has at once, now. */
  readonly slots: number;
}

/** What it has done so far. */
export interface WorkerCounts {
  readonly done: number;
  readonly failed: number;
  /** Photos a second, lately. */
  readonly rate: number;
}

/** Notes that a worker is there, and what it has done; returns how many the queue has. */
export async function noteWorker(
  statements: Statements,
  { id, queue, extractor, slots }: WorkerRow,
  { done, failed, rate }: WorkerCounts,
): Promise<number> {
  const { rows } = await statements.query<{ readonly others: number }>(
    `INSERT INTO ${SCHEMA}.workers (worker, host, process_space, pid, queue, extractor, slots, done, failed, rate)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (worker) DO UPDATE SET seen_at = now(), slots = excluded.slots,
       done = excluded.done, failed = excluded.failed, rate = excluded.rate
     RETURNING (SELECT count(*)::int FROM ${SCHEMA}.workers
       WHERE queue = $5 AND worker <> $1 AND seen_at > now() - interval '${GONE_SECONDS.worker} s') AS others`,
    [
      id,
      hostname(),
      processSpace(),
      process.pid,
      queue,
      JSON.stringify(extractor),
      slots,
      done,
      failed,
      rate,
    ],
  );
  return 1 + (rows[0]?.others ?? 0);
}

export async function forgetWorker(statements: Statements, id: string): Promise<void> {
  await statements.query(`DELETE FROM ${SCHEMA}.workers WHERE worker = $1`, [id]);
}
