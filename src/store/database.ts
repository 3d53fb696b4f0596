import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Connection } from './connection.js';
import { explained, NoDatabaseError } from './database-error.js';
import { isThere, makeDatabaseFile } from './database-file.js';
import { frozenName, isFrozen, markFrozen } from './frozen.js';
import { isNew, migrate, refuseOther, refuseUnknown } from './migrate.js';
import { isShutIn } from './shut-in.js';
import { entriesOfRuns, thumbnailColumns, workTables } from './work-tables.js';

export type { Connection } from './connection.js';

/** How long a statement waits for another process' transaction, in milliseconds. */
export const BUSY_TIMEOUT_MS = 10_000;

/** Whether a database that is not there, or in which nothing was made yet, is one to make. */
export interface Opening {
  readonly mustExist?: boolean;
  /** Whether a run is at work on it, under whose hands it must not be migrated. */
  readonly isShared?: boolean;
}

/**
 * Opens the database file, making and migrating it as needed.
 *
 * @throws {NoDatabaseError} when it must exist, and does not.
 * @throws {DatabaseError} when the file is not a database of ours, is of a newer version
 *   or cannot be opened.
 */
export function openDatabase(
  path: string,
  { mustExist = false, isShared = false }: Opening = {},
): Connection {
  return explained(path, () => {
    if (mustExist) requireThere(path);
    else makeDatabaseFile(path);
    return opened(path, (db) => {
      if (isShared) refuseOther(path, db);
      else refuseUnknown(path, db);
      if (mustExist && isNew(db)) throw new NoDatabaseError(path);
      db.pragma('journal_mode = WAL');
      prepare(db);
      migrate(path, db);
    });
  });
}

/** Opens a file that another process is writing, just to read in it. */
export function openDatabaseToRead(path: string): Connection {
  return new Database(resolve(path), { readonly: true });
}

/**
 * Opens the database for a dry run: nothing reaches the file. What the run works on
 * lies in temporary tables in memory; a database that does not exist yet is one in memory.
 *
 * @throws {NoDatabaseError} when it must exist, and does not.
 * @throws {DatabaseError} when it cannot be used.
 */
export function openDatabaseDry(path: string, { mustExist = false }: Opening = {}): Connection {
  const work = workTables('temp') + thumbnailColumns('temp') + entriesOfRuns('temp');
  if (databaseExists(path)) {
    return explained(path, () =>
      opened(path, (db) => {
        refuseOther(path, db);
        prepare(db);
        db.exec(work);
      }),
    );
  }
  if (mustExist) throw new NoDatabaseError(path);
  return opened(undefined, (db) => {
    prepare(db);
    migrate(path, db);
    db.exec(work);
  });
}

/**
 * Whether there is a database. A file in which nothing was made yet is none: an import that was
 * killed at once leaves one, as does a full disk.
 *
 * @throws {DatabaseError} when something is there that is no database.
 */
export function databaseExists(path: string): boolean {
  if (!isThere(path)) return false;
  const db = openDatabaseFile(path);
  try {
    return explained(path, () => !isNew(db));
  } finally {
    db.close();
  }
}

/**
 * Opens a file that is there as it is: it is neither made nor migrated, nor is a newer
 * version or another program's database refused.
 */
export function openDatabaseFile(path: string): Connection {
  return explained(path, () => {
    requireThere(path);
    return opened(path, (db) => {
      db.pragma('temp_store = MEMORY');
      // The file is not read before the first statement; what is no database shows here.
      db.pragma('schema_version');
    });
  });
}

function requireThere(path: string): void {
  if (!isThere(path)) throw new NoDatabaseError(path);
}

/** The name of a database for `ATTACH`, to be read. */
export function nameToRead(path: string): string {
  const db = openDatabaseFile(path);
  try {
    return isFrozen(db) ? frozenName(path) : resolve(path);
  } finally {
    db.close();
  }
}

type Use = (db: Connection) => void;

/** Opens a file, or a database in memory, and closes it again when `use` does not succeed. */
function opened(path: string | undefined, use: Use): Connection {
  if (path === undefined) return used(new Database(':memory:'), use);
  try {
    // Resolved, because some names mean something to SQLite: ":memory:" and "file:...". The
    // file is made by us alone, for its owner alone.
    const settings = { timeout: BUSY_TIMEOUT_MS, fileMustExist: true };
    return used(new Database(resolve(path), settings), use);
  } catch (error) {
    if (!NO_FILES_BESIDE.test(String((error as { code?: string }).code))) throw error;
    if (!isShutIn(path)) throw error;
    return openedFrozen(path, use);
  }
}

/** SQLite cannot make the files that it needs beside one with a log. */
const NO_FILES_BESIDE = /^SQLITE_(CANTOPEN|READONLY)/;

function openedFrozen(path: string, use: Use): Connection {
  const db = new Database(frozenName(path), { readonly: true, fileMustExist: true });
  markFrozen(db, path);
  return used(db, use);
}

function used(db: Connection, use: Use): Connection {
  try {
    use(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: Connection): void {
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // What is deleted is overwritten with zeros, samples and replaced templates included.
  db.pragma('secure_delete = ON');
  db.pragma('temp_store = MEMORY');
  // In KiB. The passes over a run go through the database in order; more would only fill up.
  db.pragma('cache_size = -4000');
}
