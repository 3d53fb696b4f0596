import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import { FatalError } from '../domain/fatal-error.js';
import { tooLittle } from '../domain/too-little.js';
import { DatabaseError, OWNER_ONLY } from './database.js';

/** Somebody else holds what is needed; `holder` says who, and the message also what to do. */
export class DatabaseBusyError extends FatalError {
  override readonly name = 'DatabaseBusyError';

  constructor(
    readonly holder: string,
    advice = 'wait until it has ended',
  ) {
    super(`${holder}: ${advice}`);
  }
}

/** Held while a run writes; release it when the run has ended. */
export interface RunLock {
  release(): void;
}

/** Whoever only asks whether the lock is free holds it for less than this, in milliseconds. */
const ASKING_MS = 100;

/** Where SQLite's file format has the number that `PRAGMA user_version` sets (4 bytes, big-endian). */
const USER_VERSION_AT = 60;

/**
 * Takes the lock that allows one run at a time on a database: an SQLite lock on a small
 * file beside it, which names the process that holds it. The operating system drops the
 * lock with its process, however that ends, so nobody ever removes the file by hand;
 * readers of the database are not affected. A link to the database is the same database.
 *
 * @throws {DatabaseBusyError} when another process holds it.
 * @throws {DatabaseError} when what has its name is no lock of ours: a link, say.
 */
export function lockForRun(databasePath: string): RunLock {
  const path = lockPath(databasePath);
  try {
    makeLockFile(path);
    return taken(path);
  } catch (error) {
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM' || codeOf(error) === 'EROFS') {
      throw new DatabaseError(
        `the folder of the database ${databasePath} cannot be written, where the lock goes (${path}): check its permissions`,
      );
    }
    if (codeOf(error) === 'SQLITE_NOTADB') {
      // A power cut may leave anything in it; nobody could hold a lock on that.
      rmSync(path, { force: true });
      return lockForRun(databasePath);
    }
    if (codeOf(error) !== 'SQLITE_BUSY' && codeOf(error) !== 'ENOENT') throw noLock(path, error);
    throw new DatabaseBusyError(`another run is working on ${databasePath}`);
  }
}

function lockPath(databasePath: string): string {
  return `${realpathSync(databasePath)}-lock`;
}

function taken(path: string): RunLock {
  const db = new Database(path, { timeout: ASKING_MS });
  try {
    const inode = lstatSync(path).ino;
    // Needs no journal beside it: whatever is torn by a power cut is made anew.
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    // Kept beyond the transaction, so that what it writes can be read.
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    // The last holder may have removed the file between our opening and locking it.
    if (lstatSync(path).ino !== inode) throw Object.assign(new Error(), { code: 'SQLITE_BUSY' });
    db.pragma(`user_version = ${process.pid}`);
    db.exec('COMMIT');
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    release: () => {
      rmSync(path, { force: true });
      db.close();
    },
  };
}

/** The lock of a database at one moment. */
export interface LockNow {
  /** A file that a killed process left behind is `left over`: the next run takes it over. */
  readonly state: 'free' | 'held' | 'left over';
  /** The process that holds it. */
  readonly holder?: number;
}

/** Looks at the lock of a database; nothing is written or made. */
export function lockNow(databasePath: string): LockNow {
  const path = lockPath(databasePath);
  if (!existsSync(path)) return { state: 'free' };
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, timeout: 0 });
    // Asks for a lock that others may have, too.
    db.pragma('schema_version');
    return { state: 'left over' };
  } catch (error) {
    if (codeOf(error) === 'SQLITE_NOTADB') return { state: 'left over' };
    const holder = codeOf(error) === 'SQLITE_BUSY' ? holderIn(path) : undefined;
    if (holder !== undefined) return { state: 'held', holder };
    // Released between our looking and our opening.
    if (!existsSync(path)) return { state: 'free' };
    throw error;
  } finally {
    db?.close();
  }
}

/** Makes the file unless it is there; neither a link nor a named pipe is opened. */
function makeLockFile(path: string): void {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  closeSync(openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, OWNER_ONLY));
}

function noLock(path: string, error: unknown): DatabaseError {
  const { code, message } = error as NodeJS.ErrnoException;
  const lacking = tooLittle(`${code} ${message}`);
  if (lacking !== undefined)
    return new DatabaseError(`the lock of a run cannot be taken: ${lacking}`);
  const problem = code === 'ELOOP' ? 'it is a symbolic link' : message;
  return new DatabaseError(
    `the lock of a run cannot be made in ${path}: ${problem}; remove that file if nobody needs it`,
  );
}

/**
 * The lock is on the file's content for SQLite alone; any other reader sees it. Undefined
 * when the file is gone meanwhile.
 */
function holderIn(path: string): number | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(4);
    readSync(file, bytes, 0, bytes.length, USER_VERSION_AT);
    return bytes.readInt32BE();
  } finally {
    closeSync(file);
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}
