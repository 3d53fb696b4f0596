import { realpathSync } from 'node:fs';
import { PUBLISH_LOCK } from '../domain/database-files.js';
import { type FileLock, lockFile } from './lock-file.js';

/**
 * Takes the lock of whoever publishes templates of a database: one process at a time, since each
 * must know what is staged there. It keeps nobody from the database.
 *
 * @throws {DatabaseBusyError} if another one publishes.
 */
export function lockPublishing(databasePath: string): FileLock {
  return lockFile(`${realpathSync(databasePath)}${PUBLISH_LOCK}`, databasePath);
}
