import { closeSync, constants, existsSync, lstatSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { FatalError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { MIGRATIONS } from './migrations.js';
import { thumbnailColumns, workTables } from './work-tables.js';

export type Connection = Database.Database;

/** The database cannot be used; the message names the file and what to do. */
export class DatabaseError extends FatalError {
  override readonly name = 'DatabaseError';
}

/** How long a statement waits for another process' transaction, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** Only the owner reads biometric data. */
export const OWNER_ONLY = 0o600;

/**
 * Marks a database file as ours ("FENR"), in the place that SQLite's file format has for
 * it, so that a database of another program is never taken for one of an early version.
 */
export const APPLICATION_ID = 0x46_45_4e_52;

/**
 * Opens the database file, making and migrating it as needed.
 *
 * @throws {DatabaseError} when the file is not a database of ours, is of a newer version
 *   or cannot be opened.
 */
export function openDatabase(path: string): Connection {
  return explained(path, () => {
    makeFile(path);
    return opened(path, (db) => {
      refuseForeign(path, db);
      db.pragma('journal_mode = WAL');
      prepare(path, db);
    });
  });
}

/**
 * Makes the database's file where there is none, for its owner alone; SQLite gives its -wal
 * and -shm files the same mode. A link to a database is followed, but nothing is made through
 * one: a link to nowhere is more likely a trap in a shared folder than a wish.
 */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    // Without O_NONBLOCK a named pipe would be waited for.
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  }
}

/** Makes the database's file where there is none, empty, so that it can be locked. */
export function makeDatabaseFile(path: string): void {
  explained(path, () => makeFile(path));
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

/** @throws {DatabaseError} when it is another program's, or of a newer version than this one. */
export function refuseUnknown(path: string, db: Connection): void {
  refuseForeign(path, db);
  refuseNewer(path, db);
}

function refuseForeign(path: string, db: Connection): void {
  const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck();
  if (tables.get() === 0) return;
  if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return;
  throw new DatabaseError(
    `${path} is an SQLite database of another program; name another file with --db`,
  );
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

function refuseNewer(path: string, db: Connection): void {
  if (version(db) <= MIGRATIONS.length) return;
  throw new DatabaseError(
    `${path} was written by a newer version of faceenroll (schema ${version(db)}, this one knows ${MIGRATIONS.length}): update faceenroll`,
  );
}

function migrate(path: string, db: Connection): void {
  refuseNewer(path, db);
  if (version(db) === MIGRATIONS.length) return;
  db.transaction(() => {
    // Read again inside the transaction: another process may have been faster.
    for (const [i, step] of MIGRATIONS.entries()) {
      if (i < version(db)) continue;
      if (typeof step === 'string') db.exec(step);
      else step(db);
      db.pragma(`user_version = ${i + 1}`);
    }
    db.pragma(`application_id = ${APPLICATION_ID}`);
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
    throw new DatabaseError(`the database ${path} cannot be opened: ${reason(path, error)}`);
  }
}

function reason(path: string, error: unknown): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return 'it is a folder; name a file with --db';
  }
  if (leadsNowhere(path)) {
    return 'it is a link to a file that does not exist; name the file itself with --db';
  }
  switch ((error as { code?: string }).code) {
    case 'ENXIO':
      return 'it is not a regular file; name another one with --db';
    case 'ENOENT':
      return 'its folder does not exist; make the folder, or name another file with --db';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_READONLY_CANTINIT':
      return 'it cannot be written; check the permissions, or name another file with --db';
    case 'SQLITE_CANTOPEN':
      return 'its folder cannot be written, where SQLite keeps files beside it; check the permissions, or name another file with --db';
    case 'ENOSPC':
    case 'SQLITE_FULL':
      return 'the disk is full; free some space, or name another file with --db';
    case 'SQLITE_NOTADB':
      return 'it is not a database; name another file with --db';
    case 'SQLITE_CORRUPT':
      return 'it is damaged; restore it from a backup';
    default:
      return systemProblem(error);
  }
}

function leadsNowhere(path: string): boolean {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink && !existsSync(path);
}
