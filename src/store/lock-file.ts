import { existsSync, lstatSync, rmSync, truncateSync } from 'node:fs';
import Database from 'better-sqlite3';
import { systemProblem } from '../domain/system-problem.js';
import { messageOf } from '../domain/text.js';
import { tooLittle } from '../domain/too-little.js';
import { DatabaseBusyError } from './database-busy.js';
import { DatabaseError } from './database-error.js';
import { createPrivate } from './private-file.js';

/** Held by one at a time; release it when what it protects has ended. */
export interface FileLock {
  release(): void;
}

/** Whoever only asks whether a lock is free holds it for less than this, in milliseconds. */
const ASKING_MS = 100;

/** Whoever looks at a lock has it for less than this, in milliseconds. */
const LOOKING_MS = 10;

/** Marks a lock whose holder gives it back soon, in the place of SQLite's application ID. */
const SHORT = 1;

/**
 * Takes a lock: an SQLite lock on a small file, which names the process that holds it. The
 * operating system drops the lock with its process, however that ends, so nobody ever has to
 * remove the file by hand. Two holders in one process are kept apart as well.
 *
 * The file is opened by SQLite alone: a process that closes a file of its own drops all the
 * locks that it has on that file by any other way (https://sqlite.org/howtocorrupt.html, 2.2).
 *
 * @param databasePath the database that it is for, for messages
 * @param isShort whether the holder gives it back soon: others may wait for that
 * @throws {DatabaseBusyError} when another process holds it, or another part of this one.
 * @throws {DatabaseError} when what has its name is no lock of ours: a link, say.
 */
export function lockFile(path: string, databasePath: string, isShort = false): FileLock {
  makeLockFile(path, databasePath);
  try {
    return taken(path, isShort);
  } catch (error) {
    switch (codeOf(error)) {
      case 'SQLITE_NOTADB':
        // A power cut may leave anything in it; nobody could hold a lock on that. It is not
        // removed: whoever finds the same at the same time would remove the next one, too.
        truncateSync(path);
        return lockFile(path, databasePath, isShort);
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

function taken(path: string, isShort: boolean): FileLock {
  // Asked before it is opened: the last holder removes the file when it ends.
  const { ino: inode } = lstatSync(path);
  const db = new Database(path, { timeout: ASKING_MS, fileMustExist: true });
  try {
    // Needs no journal beside it: whatever is torn by a power cut is made anew.
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    hold(db, isShort);
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
function hold(db: Database.Database, isShort: boolean): void {
  for (;;) {
    db.exec('BEGIN IMMEDIATE');
    db.pragma(`user_version = ${process.pid}`);
    db.pragma(`application_id = ${isShort ? SHORT : 0}`);
    db.exec('COMMIT');
    db.exec('BEGIN IMMEDIATE');
    if (holderIn(db) === process.pid) return;
    db.exec('ROLLBACK');
  }
}

/** A lock at one moment. */
export interface LockNow {
  /** A file that a killed process left behind is `left over`: the next one takes it over. */
  readonly state: 'free' | 'held' | 'left over';
  /** The process that holds it, unless it is just about to write that. */
  readonly holder?: number;
  /** Whether its holder gives it back soon. */
  readonly isShort?: true;
}

/** Looks at a lock; nothing is written or made. */
export function lockFileNow(path: string): LockNow {
  let db: Database.Database | undefined;
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return { state: 'free' };
    // Who only looks, as this does, must not be taken for a holder.
    db = new Database(path, { timeout: LOOKING_MS, fileMustExist: true });
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
    const isShort = db.pragma('application_id', { simple: true }) === SHORT;
    return {
      state: 'held',
      ...(holder !== 0 && { holder }),
      ...(isShort && { isShort }),
    };
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
