import { hostname } from 'node:os';
import type { Crew, CrewMember } from '../../../domain/crew.js';
import { type ExtractorFacts, extractorOf } from '../../../domain/extractor.js';
import { excerpt } from '../../../domain/text.js';
import type { Statements } from '../../../postgres/statements.js';
import { processSpace } from '../../../system/process-space.js';
import { GONE_SECONDS, isGoneHere, type ProgramPlace } from './living.js';
import { SCHEMA } from './tables.js';

/** A worker that was killed is forgotten by those who wait for it after an hour. */
const SILENT_SECONDS = 3_600;

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

/** A worker that has neither ended in good order nor said lately that it is there. */
export interface SilentWorker {
  readonly host: string;
  readonly seconds: number;
}

/** Who works on a queue, and who could. */
export interface QueueCrew extends Crew {
  /** What the workers of other queues have. */
  readonly others: readonly ExtractorFacts[];
  readonly silent: readonly SilentWorker[];
}

interface WorkerRow extends CrewMember, ProgramPlace {
  readonly queue: string;
  readonly extractor: unknown;
  readonly silentSeconds: number;
}

/** The workers that are there: those of a queue, and what the others have. */
export async function crewOf(statements: Statements, queue: string): Promise<QueueCrew> {
  const { rows } = await statements.query<WorkerRow>(
    `SELECT host, process_space AS "processSpace", pid, queue, extractor, slots, done::float8, failed::float8, rate,
       extract(epoch FROM now() - seen_at)::float8 AS "silentSeconds"
     FROM ${SCHEMA}.workers WHERE seen_at > now() - interval '${SILENT_SECONDS} s'
     ORDER BY host, pid`,
  );
  const alive = rows.filter((row) => !isGoneHere(row));
  const isSilent = (row: WorkerRow): boolean => row.silentSeconds > GONE_SECONDS.worker;
  const living = alive.filter((row) => !isSilent(row));
  const members = living
    .filter((row) => row.queue === queue)
    .map(
      ({ queue: _, extractor: __, processSpace: ___, silentSeconds: ____, host, ...member }) => ({
        host: excerpt(host),
        ...member,
      }),
    );
  const others = living
    .filter((row) => row.queue !== queue)
    .flatMap(({ extractor }) => extractorOf(extractor) ?? []);
  const silent = alive
    .filter((row) => row.queue === queue && isSilent(row))
    .map(({ host, silentSeconds }) => ({ host: excerpt(host), seconds: silentSeconds }));
  return { members, others, silent };
}
