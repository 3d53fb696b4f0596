import { setTimeout } from 'node:timers/promises';
import type { Connection } from './connection.js';
import { openDatabaseToRead } from './database.js';
import {
  DatabaseBusyError,
  isFreeSoon,
  lockBesideRuns,
  lockForRun,
  lockNow,
  type RunLock,
} from './lock.js';
import { livingRuns } from './run-locks.js';
import { Runs } from './runs.js';

/** How a run waits for its turn to decide and apply. */
export interface Waiting {
  readonly signal: AbortSignal;
  /** Called once with the holder's name, if the run has to wait. */
  readonly onWait: (holder: string) => void;
}

/**
 * How long another run may hold the database exclusively, in milliseconds: the largest batch is
 * compared and applied in a fraction of it.
 */
export const SHORT_PART_MS = 30 * 60_000;

/** Interval between two attempts, in milliseconds: too short to be noticed. */
export const ASK_EVERY_MS = 100;

/** @throws {DatabaseBusyError} naming the process that has the lock, and since when. */
export function takeLock(path: string, besideRuns: boolean, isShort = true): RunLock {
  try {
    return besideRuns ? lockBesideRuns(path, isShort) : lockForRun(path);
  } catch (error) {
    if (!(error instanceof DatabaseBusyError)) throw error;
    const { holder } = lockNow(path);
    const since = holder && startOf(holder, path);
    const process = holder ? ` (process ${holder}${since ? `, since ${since}` : ''})` : '';
    // Exclusive use has to wait for the whole run, not only for its exclusive part.
    const helps = (besideRuns || livingRuns(path).size === 0) && isFreeSoon(path);
    throw new DatabaseBusyError(error.holder + process, undefined, helps);
  }
}

/**
 * Takes the lock beside other runs as soon as it is free.
 *
 * @throws the signal's reason if it is aborted.
 * @throws {DatabaseBusyError} if it is not free in time.
 */
export async function takeLockInTime(path: string, { signal, onWait }: Waiting): Promise<RunLock> {
  const end = performance.now() + SHORT_PART_MS;
  for (let isReported = false; ; isReported = true) {
    signal.throwIfAborted();
    try {
      return takeLock(path, true);
    } catch (error) {
      if (!(error instanceof DatabaseBusyError) || performance.now() > end) throw error;
      if (!isReported) onWait(error.holder);
    }
    await setTimeout(ASK_EVERY_MS);
  }
}

/** When the run of a process began; only looks at its database. */
function startOf(processId: number, path: string): string | undefined {
  let db: Connection | undefined;
  try {
    db = openDatabaseToRead(path);
    return new Runs(db).startOf(processId);
  } catch {
    // A database that the process is making or migrating has no answer yet.
    return undefined;
  } finally {
    db?.close();
  }
}
