import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { WATCH_LOCK } from '../domain/database-files.js';
import { quotedPath } from '../domain/text.js';
import { DatabaseBusyError } from './database-busy.js';
import { type FileLock, lockFile, lockFileNow } from './lock-file.js';

/** One watch of a folder is enough. */
export class WatchedAlreadyError extends DatabaseBusyError {}

/**
 * Takes the lock of whoever watches a folder for a collection of a database. It keeps nobody from
 * the database.
 *
 * @param folder its real path
 * @throws {WatchedAlreadyError} if another process, or another part of this one, watches it.
 */
export function lockWatch(databasePath: string, collection: string, folder: string): FileLock {
  const digest = createHash('sha256').update(`${collection}\0${folder}`).digest('hex');
  const path = `${realpathSync(databasePath)}${WATCH_LOCK}${digest.slice(0, 16)}`;
  try {
    return lockFile(path, databasePath);
  } catch (error) {
    if (!(error instanceof DatabaseBusyError)) throw error;
    const { holder } = lockFileNow(path);
    const process = holder ? ` (process ${holder})` : '';
    throw new WatchedAlreadyError(
      `another watch is at work on ${quotedPath(folder)}${process}`,
      'one is enough; stop that one first',
    );
  }
}
