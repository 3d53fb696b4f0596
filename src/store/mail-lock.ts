import { realpathSync } from 'node:fs';
import { MAIL_LOCK } from '../domain/database-files.js';
import { DatabaseBusyError } from './database-busy.js';
import { type FileLock, type LockNow, lockFile, lockFileNow } from './lock-file.js';

/**
 * Takes the lock of whoever sends the mails of a database: one process at a time, so that nobody
 * is mailed twice. It keeps nobody from the database. Undefined if another process, or another
 * part of this one, sends.
 */
export function lockMails(databasePath: string): FileLock | undefined {
  try {
    return lockFile(pathOf(databasePath), databasePath);
  } catch (error) {
    if (error instanceof DatabaseBusyError) return undefined;
    throw error;
  }
}

/** Who sends the mails of a database at this moment. */
export function mailLockNow(databasePath: string): LockNow {
  return lockFileNow(pathOf(databasePath));
}

function pathOf(databasePath: string): string {
  return `${realpathSync(databasePath)}${MAIL_LOCK}`;
}
