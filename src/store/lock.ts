import { existsSync, realpathSync } from 'node:fs';
import { DatabaseBusyError } from './database-busy.js';
import { type FileLock, isLeftOver, type LockNow, lockFile, lockFileNow } from './lock-file.js';
import { livingRuns } from './run-locks.js';

export { DatabaseBusyError } from './database-busy.js';
export type { LockNow } from './lock-file.js';

/** The right to write a database; release it when the work is done. */
export type RunLock = FileLock;

/**
 * Takes the exclusive lock of a database: a small file next to it. No run may be at work, not even
 * one that only reads its input or looks at photos. Readers of the database are not affected. A
 * link to the database counts as the database.
 *
 * @throws {DatabaseBusyError} if another process, or another part of this one, holds it, or a run
 *   is at work.
 * @throws {DatabaseError} if the file is not a lock, but a link, say.
 */
export function lockForRun(databasePath: string): RunLock {
  const lock = lockFile(lockPath(databasePath), databasePath);
  if (livingRuns(databasePath).size === 0) return lock;
  lock.release();
  throw new DatabaseBusyError(`another run is working on ${databasePath}`);
}

/**
 * Takes the lock for a moment while runs are at work: to begin a run, or to decide and apply it.
 *
 * @param isShort whether others may count on its end
 * @throws {DatabaseBusyError} if another process, or another part of this one, holds it.
 */
export function lockBesideRuns(databasePath: string, isShort = true): RunLock {
  return lockFile(lockPath(databasePath), databasePath, isShort);
}

/** Who works on a database; writes and makes nothing. */
export function lockNow(databasePath: string): LockNow {
  const now = lockFileNow(lockPath(databasePath));
  if (now.state === 'held') return now;
  const [holder] = livingRuns(databasePath).values();
  return holder === undefined ? now : { state: 'held', ...(holder !== 0 && { holder }) };
}

/** Whether a killed process left the lock of a database; see `isLeftOver`. */
export function isLockLeftOver(databasePath: string): boolean {
  return isLeftOver(lockPath(databasePath));
}

/** Whether somebody has the lock at this moment; asking takes less time than trying to take it. */
export function isTaken(databasePath: string): boolean {
  // Whoever opens what is gone is told so.
  return existsSync(databasePath) && lockFileNow(lockPath(databasePath)).state === 'held';
}

/**
 * Looks before asking, since asking blocks this process for a moment while another writes.
 *
 * @throws {DatabaseBusyError} if somebody has the lock at this moment.
 */
export function refuseTaken(databasePath: string): void {
  if (!isTaken(databasePath)) return;
  throw new DatabaseBusyError(`another run is working on ${databasePath}`, undefined, true);
}

/** Whether the lock itself is free, or soon will be, for a run among others. */
export function isFreeSoon(databasePath: string): boolean {
  const { state, holder, isShort = false } = lockFileNow(lockPath(databasePath));
  // A holder that is not recorded yet: ask again.
  return state !== 'held' || holder === undefined || isShort;
}

function lockPath(databasePath: string): string {
  return `${realpathSync(databasePath)}-lock`;
}
