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
import { Runs } from './runs.js';

/** How a run waits for its turn to decide and apply. */
export interface Waiting {
  readonly signal: AbortSignal;
  /** Told once who is waited for, if anybody. */
  readonly onWait: (holder: string) => void;
}

/**
 * How long the part of another run may take that excludes others, in milliseconds: the largest
 * batch is compared and applied in a fraction of it.
 */
export const SHORT_PART_MS = 30 * 60_000;

/** The lock is asked for so often, in milliseconds: nobody notices a tenth of a second. */
export const ASK_EVERY_MS = 100;

/** @throws {DatabaseBusyError} telling which process has the lock, and since when. */
export function takeLock(path: string, besideRuns: boolean): RunLock {
  try {
    return besideRuns ? lockBesideRuns(path) : lockForRun(path);
  } catch (error) {
    if (!(error instanceof DatabaseBusyError)) throw error;
    const { holder } = lockNow(path);
    const since = holder && startOf(holder, path);
    const process = holder ? ` (process ${holder}${since ? `, since ${since}` : ''})` : '';
    // Who needs the database alone has to wait for the whole run, and not for that part of it.
    const isShort = besideRuns && isFreeSoon(path);
    throw new DatabaseBusyError(error.holder + process, undefined, isShort);
  }
}

/**
 * Takes the lock beside other runs as soon as it is free. Throws the reason of the signal when
 * that is aborted.
 *
 * @throws {DatabaseBusyError} when it is not free in time.
 */
export async function takeLockInTime(path: string, { signal, onWait }: Waiting): Promise<RunLock> {
  const end = performance.now() + SHORT_PART_MS;
  for (let isTold = false; ; isTold = true) {
    signal.throwIfAborted();
    try {
      return takeLock(path, true);
    } catch (error) {
      if (!(error instanceof DatabaseBusyError) || performance.now() > end) throw error;
      if (!isTold) onWait(error.holder);
    }
    await setTimeout(ASK_EVERY_MS);
  }
}

/** When the run of a process began; its database is only looked at. */
function startOf(processId: number, path: string): string | undefined {
  let db: Connection | undefined;
  try {
    db = openDatabaseToRead(path);
    return new Runs(db).startOf(processId);
  } catch {
    // One that the process is making or migrating cannot tell yet.
    return undefined;
  } finally {
    db?.close();
  }
}
