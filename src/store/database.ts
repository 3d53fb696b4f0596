import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Connection } from './connection.js';
import { explained, NoDatabaseError } from './database-error.js';
import { isThere, makeDatabaseFile } from './database-file.js';
import { frozenName, isFrozen, markFrozen } from './frozen.js';
import { isNew, migrate, refuseOther, refuseUnknown } from './migrate.js';
import { isShutIn } from './shut-in.js';
import { workInMemory } from './work-tables.js';

export type { Connection } from './connection.js';

/** How long a statement waits for another process's transaction, in milliseconds. */
export const BUSY_TIMEOUT_MS = 10_000;

/** How to open a database. With `mustExist`, a missing or empty one is an error. */
export interface Opening {
  readonly mustExist?: boolean;
  /** Whether a run may be using it: then it must not be migrated. */
  readonly isShared?: boolean;
}

/**
 * Opens the database file; makes or migrates it as needed.
 *
 * @throws {NoDatabaseError} if it must exist and does not.
 * @throws {DatabaseError} if the file is not a faceenroll database, is of a newer version or cannot
 *   be opened.
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

/** Opens, read-only, a file that another process may be writing. */
export function openDatabaseToRead(path: string): Connection {
  return new Database(resolve(path), { readonly: true });
}

/**
 * Opens the database for a dry run, which writes nothing to the file: the run's work lies in
 * temporary tables in memory, and a database that does not exist is made in memory.
 *
 * @throws {NoDatabaseError} if it must exist and does not.
 * @throws {DatabaseError} if it cannot be used.
 */
export function openDatabaseDry(path: string, { mustExist = false }: Opening = {}): Connection {
  const work = workInMemory();
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
 * Whether there is a database. An empty file is none: an import killed at its start leaves one, as
 * does a full disk.
 *
 * @throws {DatabaseError} if the file is something else.
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
 * Opens an existing file as it is: does not make or migrate it, and accepts newer versions and
 * databases of other programs.
 */
export function openDatabaseFile(path: string): Connection {
  return explained(path, () => {
    requireThere(path);
    return opened(path, (db) => {
      db.pragma('temp_store = MEMORY');
      // SQLite reads the file at the first statement: only then is a file found to be no database.
      db.pragma('schema_version');
    });
  });
}

function requireThere(path: string): void {
  if (!isThere(path)) throw new NoDatabaseError(path);
}

/** The name of a database for `ATTACH`, read-only. */
export function nameToRead(path: string): string {
  const db = openDatabaseFile(path);
  try {
    return isFrozen(db) ? frozenName(path) : resolve(path);
  } finally {
    db.close();
  }
}

type Use = (db: Connection) => void;

/** Opens a file, or a database in memory, and closes it again if `use` fails. */
function opened(path: string | undefined, use: Use): Connection {
  if (path === undefined) return used(new Database(':memory:'), use);
  try {
    // Resolved, since some names are special to SQLite: ":memory:" and "file:...". SQLite must not
    // make the file: only faceenroll makes it, for its owner alone.
    const settings = { timeout: BUSY_TIMEOUT_MS, fileMustExist: true };
    return used(new Database(resolve(path), settings), use);
  } catch (error) {
    if (!NO_FILES_BESIDE.test(String((error as { code?: string }).code))) throw error;
    if (!isShutIn(path)) throw error;
    return openedFrozen(path, use);
  }
}

/** SQLite cannot create the files that it needs next to a database with a log. */
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
  // Overwrites deleted content with zeros, including samples and replaced templates.
  db.pragma('secure_delete = ON');
  db.pragma('temp_store = MEMORY');
  // In KiB. A run reads the database in order; a larger cache would only fill up.
  db.pragma('cache_size = -4000');
}
