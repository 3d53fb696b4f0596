import { hostname } from 'node:os';
import type { Statements } from '../../../postgres/statements.js';
import { isAlive } from '../../../system/is-alive.js';
import { processSpace } from '../../../system/process-space.js';
import { SCHEMA } from './tables.js';

/** Programs say every few seconds that they are there; after this many seconds of silence they are not. */
export const GONE_SECONDS = { worker: 15, import: 60 } as const;

/**
 * An import says every three seconds that it asks for work. One that has missed three of them keeps
 * nobody from the queue, though nothing of it is deleted yet: at worst a worker stays that it could
 * not use.
 */
export const ASKING_SECONDS = 10;

/** What a program that was killed has left is deleted after a day. */
export const KEPT_SECONDS = 86_400;

/** An import that has ended without taking its photos off the queue. */
export interface DeadImport {
  readonly id: string;
  /** Whether it ran on this machine. */
  readonly wasHere: boolean;
}

/** Imports, of one queue or all, that have ended so. */
export async function deadImports(
  statements: Statements,
  queue?: string,
): Promise<readonly DeadImport[]> {
  const { rows } = await statements.query<{
    readonly id: string;
    readonly host: string;
    readonly processSpace: string;
    readonly pid: number;
    readonly isSilent: boolean;
  }>(
    `SELECT import AS id, host, process_space AS "processSpace", pid,
       seen_at < now() - interval '${GONE_SECONDS.import} s' AS "isSilent"
     FROM ${SCHEMA}.imports WHERE $1::text IS NULL OR queue = $1`,
    [queue ?? null],
  );
  return rows
    .filter((row) => row.isSilent || isGoneHere(row))
    .map(({ id, host }) => ({ id, wasHere: host === hostname() }));
}

/** Where a program runs, and its process ID there. */
export interface ProgramPlace {
  readonly processSpace: string;
  readonly pid: number;
}

/** Whether a program ran on this machine, and does not any more. */
export function isGoneHere(program: ProgramPlace): boolean {
  return program.processSpace === processSpace() && !isAlive(program.pid);
}
