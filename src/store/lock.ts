import { realpathSync } from 'node:fs';
import { DatabaseBusyError } from './database-busy.js';
import { type FileLock, type LockNow, lockFile, lockFileNow } from './lock-file.js';
import { livingRuns } from './run-locks.js';

export { DatabaseBusyError } from './database-busy.js';
export type { LockNow } from './lock-file.js';

/** The right to write a database; release it when that is done. */
export type RunLock = FileLock;

/**
 * Takes the lock of a database for whoever needs it alone: a small file beside it. No run may be
 * at work either, be it that it only reads its input or looks at photos. Readers of the database
 * are not affected. A link to the database is the same database.
 *
 * @throws {DatabaseBusyError} when another process holds it, or another part of this one, or a
 *   run is at work.
 * @throws {DatabaseError} when what has its name is no lock of ours: a link, say.
 */
export function lockForRun(databasePath: string): RunLock {
  const lock = lockFile(lockPath(databasePath), databasePath);
  if (livingRuns(databasePath).size === 0) return lock;
  lock.release();
  throw new DatabaseBusyError(`another run is working on ${databasePath}`);
}

/**
 * The same beside runs that are at work, for a moment: to begin a run, or to decide and apply it.
 *
 * @throws {DatabaseBusyError} when another process holds it, or another part of this one.
 */
export function lockBesideRuns(databasePath: string): RunLock {
  return lockFile(lockPath(databasePath), databasePath, true);
}

/** Looks at who works on a database; nothing is written or made. */
export function lockNow(databasePath: string): LockNow {
  const now = lockFileNow(lockPath(databasePath));
  if (now.state === 'held') return now;
  const [holder] = livingRuns(databasePath).values();
  return holder === undefined ? now : { state: 'held', ...(holder !== 0 && { holder }) };
}

/** Whether the lock itself is free soon, or by now, for a run beside others. */
export function isFreeSoon(databasePath: string): boolean {
  const { state, holder, isShort = false } = lockFileNow(lockPath(databasePath));
  // A holder that cannot be told yet is asked again.
  return state !== 'held' || holder === undefined || isShort;
}

function lockPath(databasePath: string): string {
  return `${realpathSync(databasePath)}-lock`;
}
