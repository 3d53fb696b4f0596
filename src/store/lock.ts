import { closeSync, constants, lstatSync, openSync, realpathSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { FatalError } from '../domain/fatal-error.js';
import { DatabaseError, OWNER_ONLY } from './database.js';

/** Another run holds the database. */
export class DatabaseBusyError extends FatalError {
  override readonly name = 'DatabaseBusyError';
}

/** Held while a run writes; release it when the run has ended. */
export interface RunLock {
  release(): void;
}

/**
 * Takes the lock that allows one run at a time on a database: an SQLite lock on an
 * empty file beside it. The operating system drops it with its process, however that
 * ends, so nobody ever removes it by hand; readers of the database are not affected.
 * A link to the database is the same database.
 *
 * @throws {DatabaseBusyError} when another process holds it.
 * @throws {DatabaseError} when what has its name is no lock of ours: a link, say.
 */
export function lockForRun(databasePath: string): RunLock {
  const path = `${realpathSync(databasePath)}-lock`;
  makeLockFile(path);
  const db = new Database(path, { timeout: 0 });
  try {
    const inode = lstatSync(path).ino;
    // Nothing is ever written to it, so it needs no journal beside it either.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    // The last holder may have removed the file between our opening and locking it.
    if (lstatSync(path).ino !== inode) throw new DatabaseBusyError();
  } catch (error) {
    db.close();
    const code = (error as { code?: string }).code;
    if (code !== 'SQLITE_BUSY' && code !== 'ENOENT' && !(error instanceof DatabaseBusyError)) {
      throw noLock(path, error);
    }
    throw new DatabaseBusyError(`another run is working on ${databasePath}`);
  }
  return {
    release: () => {
      rmSync(path, { force: true });
      db.close();
    },
  };
}

/** Makes the file unless it is there; neither a link nor a named pipe is opened. */
function makeLockFile(path: string): void {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  try {
    closeSync(openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, OWNER_ONLY));
  } catch (error) {
    throw noLock(path, error);
  }
}

function noLock(path: string, error: unknown): DatabaseError {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem = code === 'ELOOP' ? 'it is a symbolic link' : message;
  return new DatabaseError(
    `the lock of a run cannot be made in ${path}: ${problem}; remove that file if nobody needs it`,
  );
}
