import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { FatalError } from '../domain/fatal-error.js';
import { MIGRATIONS, workTables } from './migrations.js';

export type Connection = Database.Database;

/** The database cannot be used; the message names the file and what to do. */
export class DatabaseError extends FatalError {
  override readonly name = 'DatabaseError';
}

/** How long a statement waits for another process' transaction, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** Only the owner reads biometric data. */
const FILE_MODE = 0o600;

/**
 * Opens the database file, making and migrating it as needed.
 *
 * @throws {DatabaseError} when the file is not a database, is of a newer version or cannot be opened.
 */
export function openDatabase(path: string): Connection {
  return explained(path, () => {
    // SQLite gives its -wal and -shm files the mode of the database itself.
    closeSync(openSync(path, 'a', FILE_MODE));
    const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      db.pragma('journal_mode = WAL');
      prepare(path, db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/**
 * Opens the database for a dry run: nothing reaches the file. What the run works on
 * lies in temporary tables in memory; a database that does not exist yet is one in memory.
 */
export function openDatabaseDry(path: string, exists: boolean): Connection {
  return explained(path, () => {
    const db = new Database(exists ? path : ':memory:', { timeout: BUSY_TIMEOUT_MS });
    try {
      if (exists && version(db) < MIGRATIONS.length) {
        throw new DatabaseError(
          `${path} is of an older version of faceenroll (or not a database of it); a dry run cannot bring it up to date: run an import first`,
        );
      }
      prepare(path, db);
      db.exec(workTables('temp'));
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function prepare(path: string, db: Connection): void {
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('temp_store = MEMORY');
  migrate(path, db);
}

function migrate(path: string, db: Connection): void {
  if (version(db) > MIGRATIONS.length) {
    throw new DatabaseError(
      `${path} was written by a newer version of faceenroll (schema ${version(db)}, this one knows ${MIGRATIONS.length}): update faceenroll`,
    );
  }
  if (version(db) === MIGRATIONS.length) return;
  const foreign = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' LIMIT 1").get();
  if (version(db) === 0 && foreign !== undefined) {
    throw new DatabaseError(
      `${path} is an SQLite database of another program; name another file with --db`,
    );
  }
  db.transaction(() => {
    // Read again inside the transaction: another process may have been faster.
    for (let step = version(db); step < MIGRATIONS.length; step += 1) {
      db.exec(MIGRATIONS[step] as string);
      db.pragma(`user_version = ${step + 1}`);
    }
  }).immediate();
}

function version(db: Connection): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** Turns SQLite's and the file system's errors into one line that names the file. */
function explained<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const code = (error as { code?: string }).code ?? '';
    throw new DatabaseError(`the database ${path} cannot be opened: ${reason(code, error)}`);
  }
}

function reason(code: string, error: unknown): string {
  switch (code) {
    case 'ENOENT':
      return 'its folder does not exist; make the folder, or name another file with --db';
    case 'EISDIR':
      return 'it is a folder; name a file with --db';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
      return 'it cannot be written; check the permissions, or name another file with --db';
    case 'SQLITE_NOTADB':
      return 'it is not a database; name another file with --db';
    case 'SQLITE_CORRUPT':
      return 'it is damaged; restore it from a backup';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
