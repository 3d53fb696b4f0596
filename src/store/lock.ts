import { existsSync, lstatSync, realpathSync, rmSync, truncateSync } from 'node:fs';
import Database from 'better-sqlite3';
import { FatalError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { messageOf } from '../domain/text.js';
import { tooLittle } from '../domain/too-little.js';
import { DatabaseError } from './database-error.js';
import { createPrivate } from './private-file.js';

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

/**
 * Takes the lock that allows one run at a time on a database: an SQLite lock on a small
 * file beside it, which names the process that holds it. The operating system drops the
 * lock with its process, however that ends, so nobody ever removes the file by hand;
 * readers of the database are not affected. A link to the database is the same database.
 *
 * The file is opened by SQLite alone: a process that closes a file of its own drops all the
 * locks that it has on that file by any other way (https://sqlite.org/howtocorrupt.html, 2.2).
 *
 * @throws {DatabaseBusyError} when another process holds it, or another part of this one.
 * @throws {DatabaseError} when what has its name is no lock of ours: a link, say.
 */
export function lockForRun(databasePath: string): RunLock {
  const path = lockPath(databasePath);
  makeLockFile(path, databasePath);
  try {
    return taken(path);
  } catch (error) {
    switch (codeOf(error)) {
      case 'SQLITE_NOTADB':
        // A power cut may leave anything in it; nobody could hold a lock on that. It is not
        // removed: whoever finds the same at the same time would remove the next one, too.
        truncateSync(path);
        return lockForRun(databasePath);
      case 'SQLITE_BUSY':
      // Removed while it was opened, by the run that had it: the next one is as fast.
      case 'ENOENT':
      case 'SQLITE_CANTOPEN':
        throw new DatabaseBusyError(`another run is working on ${databasePath}`);
      default:
        throw lockError(path, error);
    }
  }
}

function lockPath(databasePath: string): string {
  return `${realpathSync(databasePath)}-lock`;
}

/** Makes the file unless it is there; what is there is not opened, be it a link or a pipe. */
function makeLockFile(path: string, databasePath: string): void {
  try {
    createPrivate(path);
  } catch (error) {
    switch (codeOf(error)) {
      case 'EEXIST':
        refuseOtherFile(path);
        return;
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
      // A folder of the system that takes no files, /proc for one.
      case 'ENOENT':
        throw new DatabaseError(
          `the folder of the database ${databasePath} cannot be written, where the lock goes (${path}): check its permissions, or name another file with --db`,
        );
      default:
        throw lockError(path, error);
    }
  }
}

function refuseOtherFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) throw noLock(path, 'it is a symbolic link');
  if (found && !found.isFile()) throw noLock(path, 'it is not a regular file');
}

function taken(path: string): RunLock {
  // Asked before it is opened: the last holder removes the file when it ends.
  const { ino: inode } = lstatSync(path);
  const db = new Database(path, { timeout: ASKING_MS, fileMustExist: true });
  try {
    // Needs no journal beside it: whatever is torn by a power cut is made anew.
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    hold(db);
    if (lstatSync(path).ino !== inode) throw Object.assign(new Error(), { code: 'SQLITE_BUSY' });
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

/**
 * Writes who holds the lock and keeps the right to write: one process has that at a time, and
 * the others can read who it is. Between the two steps another process may write itself.
 */
function hold(db: Database.Database): void {
  for (;;) {
    db.exec('BEGIN IMMEDIATE');
    db.pragma(`user_version = ${process.pid}`);
    db.exec('COMMIT');
    db.exec('BEGIN IMMEDIATE');
    if (holderIn(db) === process.pid) return;
    db.exec('ROLLBACK');
  }
}

/** The lock of a database at one moment. */
export interface LockNow {
  /** A file that a killed process left behind is `left over`: the next run takes it over. */
  readonly state: 'free' | 'held' | 'left over';
  /** The process that holds it, unless it is just about to write that. */
  readonly holder?: number;
}

/** Looks at the lock of a database; nothing is written or made. */
export function lockNow(databasePath: string): LockNow {
  const path = lockPath(databasePath);
  let db: Database.Database | undefined;
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return { state: 'free' };
    db = new Database(path, { timeout: 0, fileMustExist: true });
    const now = lockOf(db);
    return existsSync(path) ? now : { state: 'free' };
  } catch (error) {
    // Released between our looking and our opening.
    if (!existsSync(path)) return { state: 'free' };
    if (codeOf(error) === 'SQLITE_NOTADB') return { state: 'left over' };
    // One of another user cannot be opened, and may be held.
    if (['SQLITE_BUSY', 'SQLITE_CANTOPEN'].includes(String(codeOf(error))))
      return { state: 'held' };
    throw error;
  } finally {
    db?.close();
  }
}

function lockOf(db: Database.Database): LockNow {
  try {
    // Asks for the right to write, which the holder has.
    db.exec('BEGIN IMMEDIATE');
    db.exec('ROLLBACK');
    return { state: 'left over' };
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_BUSY') throw error;
    db.pragma(`busy_timeout = ${ASKING_MS}`);
    const holder = holderIn(db);
    return holder === 0 ? { state: 'held' } : { state: 'held', holder };
  }
}

function holderIn(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

function lockError(path: string, error: unknown): DatabaseError {
  const lacking = tooLittle(`${codeOf(error)} ${messageOf(error)}`);
  if (lacking === undefined) return noLock(path, systemProblem(error));
  return new DatabaseError(`the lock of a run cannot be taken: ${lacking}`);
}

function noLock(path: string, problem: string): DatabaseError {
  return new DatabaseError(
    `the lock of a run cannot be made in ${path}: ${problem}; remove that file if nobody needs it`,
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}
