import { closeSync, openSync, realpathSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { FatalError } from '../domain/fatal-error.js';
import { OWNER_ONLY } from './database.js';

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
 */
export function lockForRun(databasePath: string): RunLock {
  const path = `${realpathSync(databasePath)}-lock`;
  closeSync(openSync(path, 'a', OWNER_ONLY));
  const db = new Database(path, { timeout: 0 });
  try {
    const inode = statSync(path).ino;
    // Nothing is ever written to it, so it needs no journal beside it either.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    // The last holder may have removed the file between our opening and locking it.
    if (statSync(path).ino !== inode) throw new DatabaseBusyError();
  } catch (error) {
    db.close();
    const code = (error as { code?: string }).code;
    if (code !== 'SQLITE_BUSY' && code !== 'ENOENT' && !(error instanceof DatabaseBusyError)) {
      throw error;
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
