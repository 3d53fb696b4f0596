import { hostname } from 'node:os';
import type { Crew, CrewMember } from '../../../domain/crew.js';
import { type ExtractorFacts, extractorOf } from '../../../domain/extractor.js';
import { excerpt } from '../../../domain/text.js';
import type { Statements } from '../../../postgres/statements.js';
import { processSpace } from '../../../system/process-space.js';
import { GONE_SECONDS, isGoneHere, type ProgramPlace } from './living.js';
import { SCHEMA } from './tables.js';

/** How an import is noted while it has photos on the queue. */
export interface ImportRow {
  readonly id: string;
  readonly queue: string;
  readonly extractor: ExtractorFacts;
  readonly priority: number;
  readonly transport: 'bytes' | 'path';
}

/** Notes that an import is there, and how many of its photos are done. */
export async function noteImport(
  statements: Statements,
  { id, queue, extractor, priority, transport }: ImportRow,
  done: number,
): Promise<void> {
  await statements.query(
    `INSERT INTO ${SCHEMA}.imports (import, host, process_space, pid, queue, extractor, priority, transport, done)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (import) DO UPDATE SET seen_at = now(), done = excluded.done`,
    [
      id,
      hostname(),
      processSpace(),
      process.pid,
      queue,
      JSON.stringify(extractor),
      priority,
      transport,
      done,
    ],
  );
}

/** The workers that are there: those of a queue, and what the others have. */
export async function crewOf(
  statements: Statements,
  queue: string,
): Promise<Crew & { readonly others: readonly ExtractorFacts[] }> {
  const { rows } = await statements.query<
    CrewMember & ProgramPlace & { readonly queue: string; readonly extractor: unknown }
  >(
    `SELECT host, process_space AS "processSpace", pid, queue, extractor, slots, done::float8, failed::float8, rate
     FROM ${SCHEMA}.workers WHERE seen_at > now() - interval '${GONE_SECONDS.worker} s'
     ORDER BY host, pid`,
  );
  const living = rows.filter((row) => !isGoneHere(row));
  const members = living
    .filter((row) => row.queue === queue)
    .map(({ queue: _, extractor: __, processSpace: ___, host, ...member }) => ({
      host: excerpt(host),
      ...member,
    }));
  const others = living
    .filter((row) => row.queue !== queue)
    .flatMap(({ extractor }) => extractorOf(extractor) ?? []);
  return { members, others };
}
