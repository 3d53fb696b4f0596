import type { Link } from '../../postgres/link.js';
import { hasTables } from './format.js';
import { GONE_SECONDS, isGoneHere } from './living.js';
import { SCHEMA } from './tables.js';

interface Program {
  readonly host: string;
  readonly pid: number;
  /** Of the templates that it makes. */
  readonly encoder: string;
  readonly pipeline: number;
  /** Seconds since it started, and since it was heard of. */
  readonly seconds: number;
  readonly silentSeconds: number;
  /** Whether it has ended without saying so. */
  readonly isGone: boolean;
  /** Photos since it started. */
  readonly done: number;
}

/** An import that has photos on the queue. */
export interface QueuedImport extends Program {
  readonly priority: number;
  readonly transport: 'bytes' | 'path';
  /** Its photos on the queue: that wait for a worker, that one works on, and that are done. */
  readonly waiting: number;
  readonly atWork: number;
  readonly answered: number;
}

/** A worker of the queue. */
export interface QueueWorkerStatus extends Program {
  readonly slots: number;
  readonly failed: number;
  /** Photos a second, lately. */
  readonly rate: number;
}

/** Who uses a queue, and what is on it. */
export interface QueueStatus {
  readonly imports: readonly QueuedImport[];
  readonly workers: readonly QueueWorkerStatus[];
  /** Photos and results of imports that are not noted any more. */
  readonly ownerless: number;
  /** Bytes of photos and results, as PostgreSQL stores them. */
  readonly bytes: number;
}

const PROGRAM = `host, pid, extractor->>'encoder' AS encoder, (extractor->>'pipeline')::integer AS pipeline,
  extract(epoch FROM now() - started_at)::float8 AS seconds,
  extract(epoch FROM now() - seen_at)::float8 AS "silentSeconds", done::float8`;

/** Looks at a queue; one that nobody has used yet is empty. */
export async function queueStatus(link: Link): Promise<QueueStatus> {
  if (!(await hasTables(link))) return { imports: [], workers: [], ownerless: 0, bytes: 0 };
  const imports = await link.query<Omit<QueuedImport, 'isGone'>>(
    `WITH sent AS (
       SELECT p.import, count(*) FILTER (WHERE j.state = 'active')::integer AS at_work,
         count(*)::integer AS all_of_them
       FROM ${SCHEMA}.photos p LEFT JOIN ${SCHEMA}.job j ON j.id = p.photo GROUP BY p.import
     ), answered AS (
       SELECT import, count(*)::integer AS answered FROM ${SCHEMA}.answers GROUP BY import
     )
     SELECT ${PROGRAM}, priority, transport, coalesce(at_work, 0) AS "atWork",
       coalesce(all_of_them - at_work, 0) AS waiting, coalesce(answered, 0) AS answered
     FROM ${SCHEMA}.imports LEFT JOIN sent USING (import) LEFT JOIN answered USING (import)
     ORDER BY priority DESC, started_at`,
  );
  const workers = await link.query<Omit<QueueWorkerStatus, 'isGone'>>(
    `SELECT ${PROGRAM}, slots, failed::float8, rate FROM ${SCHEMA}.workers ORDER BY host, pid`,
  );
  const rest = await link.query<Pick<QueueStatus, 'ownerless' | 'bytes'>>(
    `SELECT (SELECT count(*) FROM ${SCHEMA}.photos WHERE import NOT IN (SELECT import FROM ${SCHEMA}.imports))::integer
       + (SELECT count(*) FROM ${SCHEMA}.answers WHERE import NOT IN (SELECT import FROM ${SCHEMA}.imports))::integer
       AS ownerless,
       (pg_total_relation_size('${SCHEMA}.photos') + pg_total_relation_size('${SCHEMA}.answers'))::float8 AS bytes`,
  );
  return {
    imports: imports.rows.map((row) => withGone(row, GONE_SECONDS.import)),
    workers: workers.rows.map((row) => withGone(row, GONE_SECONDS.worker)),
    ...(rest.rows[0] ?? { ownerless: 0, bytes: 0 }),
  };
}

function withGone<T extends Omit<Program, 'isGone'>>(
  row: T,
  most: number,
): T & { readonly isGone: boolean } {
  return { ...row, isGone: row.silentSeconds > most || isGoneHere(row) };
}
