import { type ExtractorFacts, extractorOf } from '../../../domain/extractor.js';
import { excerpt } from '../../../domain/text.js';
import type { Statements } from '../../../postgres/statements.js';
import { ASKING_SECONDS, GONE_SECONDS, isGoneHere, type ProgramPlace } from './living.js';
import { SCHEMA } from './tables.js';

/** A program that uses a queue now. */
export interface LivingProgram {
  readonly kind: 'import' | 'worker';
  readonly host: string;
  /** The queue of its extractor and key. */
  readonly queue: string;
  readonly extractor: ExtractorFacts;
}

/** The imports and workers that are there, of all queues. */
export function livingPrograms(statements: Statements): Promise<readonly LivingProgram[]> {
  return living(statements, `${IMPORTS} UNION ALL ${WORKERS} ORDER BY kind, host, pid`);
}

/** The imports of them, the oldest first. */
export function livingImports(statements: Statements): Promise<readonly LivingProgram[]> {
  return living(statements, `${IMPORTS} ORDER BY started_at`);
}

const IMPORTS = rowsOf('import', ASKING_SECONDS);
const WORKERS = rowsOf('worker', GONE_SECONDS.worker);

async function living(statements: Statements, sql: string): Promise<readonly LivingProgram[]> {
  const { rows } = await statements.query<
    ProgramPlace & Omit<LivingProgram, 'extractor'> & { readonly extractor: unknown }
  >(sql);
  return rows.flatMap(({ kind, host, queue, extractor, ...place }) => {
    const known = isGoneHere(place) ? undefined : extractorOf(extractor);
    return known ? [{ kind, host: excerpt(host), queue, extractor: known }] : [];
  });
}

function rowsOf(kind: LivingProgram['kind'], seconds: number): string {
  return `SELECT '${kind}' AS kind, host, process_space AS "processSpace", pid, queue, extractor
    FROM ${SCHEMA}.${kind}s WHERE seen_at > now() - interval '${seconds} s'`;
}
