import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Connection } from './connection.js';
import { DatabaseError, explained } from './database-error.js';
import { makeDatabaseFile } from './database-file.js';
import { migrate, refuseForeign, version } from './migrate.js';
import { MIGRATIONS } from './migrations.js';
import { thumbnailColumns, workTables } from './work-tables.js';

export type { Connection } from './connection.js';

/** How long a statement waits for another process' transaction, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens the database file, making and migrating it as needed.
 *
 * @throws {DatabaseError} when the file is not a database of ours, is of a newer version
 *   or cannot be opened.
 */
export function openDatabase(path: string): Connection {
  return explained(path, () => {
    makeDatabaseFile(path);
    return opened(path, (db) => {
      refuseForeign(path, db);
      db.pragma('journal_mode = WAL');
      prepare(path, db);
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
 */
export function openDatabaseDry(path: string): Connection {
  return explained(path, () => {
    const exists = existsSync(path) && statSync(path).size > 0;
    return opened(exists ? path : undefined, (db) => {
      refuseForeign(path, db);
      if (exists && version(db) < MIGRATIONS.length) {
        throw new DatabaseError(
          `${path} is of an older version of faceenroll, which only an import brings up to date: run one first`,
        );
      }
      prepare(path, db);
      db.exec(workTables('temp'));
      db.exec(thumbnailColumns('temp'));
    });
  });
}

/**
 * Opens a file that is there as it is: it is neither made nor migrated, nor is a newer
 * version or another program's database refused.
 */
export function openDatabaseFile(path: string): Connection {
  return explained(path, () => {
    if (!existsSync(path)) throw new DatabaseError(`there is no database ${path}`);
    return opened(path, (db) => {
      db.pragma('temp_store = MEMORY');
      // The file is not read before the first statement; what is no database shows here.
      db.pragma('schema_version');
    });
  });
}

/** Opens a file, or a database in memory, and closes it again when `use` does not succeed. */
function opened(path: string | undefined, use: (db: Connection) => void): Connection {
  // Resolved, because some names mean something to SQLite: ":memory:" and "file:...".
  const db = new Database(path === undefined ? ':memory:' : resolve(path), {
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    use(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(path: string, db: Connection): void {
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // What is deleted is overwritten with zeros, samples and replaced templates included.
  db.pragma('secure_delete = ON');
  db.pragma('temp_store = MEMORY');
  // In KiB. The passes over a run go through the database in order; more would only fill up.
  db.pragma('cache_size = -4000');
  migrate(path, db);
}
