import type { QueuedImport, QueueStatus, QueueWorkerStatus } from '../../../domain/queue-status.js';
import type { Link } from '../../../postgres/link.js';
import { hasTables } from './format.js';
import { GONE_SECONDS, isGoneHere, type ProgramPlace } from './living.js';
import { SCHEMA } from './tables.js';

const PROGRAM = `host, process_space AS "processSpace", pid, extractor->>'encoder' AS encoder, (extractor->>'pipeline')::integer AS pipeline,
  extract(epoch FROM now() - started_at)::float8 AS seconds,
  extract(epoch FROM now() - seen_at)::float8 AS "silentSeconds", done::float8`;

/** Looks at a queue; one that nobody has used yet is empty. */
export async function queueStatus(link: Link): Promise<QueueStatus> {
  if (!(await hasTables(link))) return { imports: [], workers: [], ownerless: 0, bytes: 0 };
  const imports = await link.query<Omit<QueuedImport, 'isGone'> & ProgramPlace>(
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
  const workers = await link.query<Omit<QueueWorkerStatus, 'isGone'> & ProgramPlace>(
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

function withGone<T extends Omit<QueuedImport | QueueWorkerStatus, 'isGone'> & ProgramPlace>(
  row: T,
  most: number,
): Omit<T, 'processSpace'> & { readonly isGone: boolean } {
  const { processSpace: _, ...shown } = row;
  return { ...shown, isGone: row.silentSeconds > most || isGoneHere(row) };
}
