import { existsSync, lstatSync, rmSync, truncateSync } from 'node:fs';
import Database from 'better-sqlite3';
import { systemProblem } from '../domain/system-problem.js';
import { messageOf } from '../domain/text.js';
import { tooLittle } from '../domain/too-little.js';
import { isAlive } from '../system/is-alive.js';
import { DatabaseBusyError } from './database-busy.js';
import { DatabaseError } from './database-error.js';
import { createPrivate } from './private-file.js';

/** A lock with one holder at a time; release it when the work that it protects has ended. */
export interface FileLock {
  release(): void;
}

/** Asking whether a lock is free holds it for less than this, in milliseconds. */
const ASKING_MS = 100;

/** Looking at a lock holds it for less than this, in milliseconds. */
const LOOKING_MS = 10;

/** Marks a lock that is soon released; stored as SQLite's application ID. */
const SHORT = 1;

/**
 * Takes a lock: an SQLite lock on a small file that names the process that holds it. The operating
 * system drops the lock when the process ends in any way, so nobody ever has to remove the file by
 * hand. Two holders in one process are kept apart as well.
 *
 * Only SQLite opens the file: a process that closes its own descriptor of a file drops all its
 * locks on that file (https://sqlite.org/howtocorrupt.html, 2.2).
 *
 * @param databasePath the database that it protects, for messages
 * @param isShort whether the holder releases it soon: others may wait for that
 * @throws {DatabaseBusyError} if another process, or another part of this one, holds it.
 * @throws {DatabaseError} if the file is not a lock, but a link, say.
 */
export function lockFile(path: string, databasePath: string, isShort = false): FileLock {
  makeLockFile(path, databasePath);
  try {
    return taken(path, isShort);
  } catch (error) {
    switch (codeOf(error)) {
      case 'SQLITE_NOTADB':
        // A power cut may leave anything in it, which nobody can hold a lock on. It is not removed:
        // a process that finds the same at the same time would remove the next one, too.
        truncateSync(path);
        return lockFile(path, databasePath, isShort);
      case 'SQLITE_BUSY':
      // Removed by its former holder while it was opened: try the next one.
      case 'ENOENT':
      case 'SQLITE_CANTOPEN':
        throw new DatabaseBusyError(`another run is working on ${databasePath}`);
      default:
        throw lockError(path, error);
    }
  }
}

/** Makes the file if there is none; opens nothing that exists, neither a link nor a pipe. */
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
      // A system folder that accepts no files, such as /proc.
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
  // Read before opening: the last holder removes the file when it ends.
  const { ino: inode } = lstatSync(path);
  const db = new Database(path, { timeout: ASKING_MS, fileMustExist: true });
  try {
    // Needs no journal: a file torn by a power cut is made again.
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
 * Records the holder and keeps the right to write: one process has that at a time, and others can
 * read its ID. Between the two steps another process may record itself.
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

/** The state of a lock at one moment. */
export interface LockNow {
  /** `left over`: a killed process left the file; the next process takes it over. */
  readonly state: 'free' | 'held' | 'left over';
  /** The ID of its holder; undefined just before the holder has recorded it. */
  readonly holder?: number;
  /** Of a lock that nobody holds: the ID of who held it, if it was recorded. */
  readonly formerHolder?: number;
  /** Whether its holder releases it soon. */
  readonly isShort?: true;
}

/** Looks at a lock; writes and makes nothing. */
export function lockFileNow(path: string): LockNow {
  let db: Database.Database | undefined;
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return { state: 'free' };
    // A short look, which must not pass for a holder.
    db = new Database(path, { timeout: LOOKING_MS, fileMustExist: true });
    const now = lockOf(db);
    return existsSync(path) ? now : { state: 'free' };
  } catch (error) {
    // Released between the look-up and the opening.
    if (!existsSync(path)) return { state: 'free' };
    if (codeOf(error) === 'SQLITE_NOTADB') return { state: 'left over' };
    // Another user's lock cannot be opened, and may be held.
    if (['SQLITE_BUSY', 'SQLITE_CANTOPEN'].includes(String(codeOf(error))))
      return { state: 'held' };
    throw error;
  } finally {
    db?.close();
  }
}

/** A file that nobody has locked yet is hardly older, in milliseconds. */
const BEING_TAKEN_MS = 10_000;

/**
 * Whether a killed process left the lock. One that is being taken at this moment looks like that,
 * too: but then the process that it names is alive, or the file is new.
 */
export function isLeftOver(path: string): boolean {
  const { state, formerHolder } = lockFileNow(path);
  if (state !== 'left over') return false;
  if (formerHolder !== undefined && !isAlive(formerHolder)) return true;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > BEING_TAKEN_MS;
}

function lockOf(db: Database.Database): LockNow {
  try {
    // Asks for the right to write, which the holder has.
    db.exec('BEGIN IMMEDIATE');
    db.exec('ROLLBACK');
    const formerHolder = holderIn(db);
    return { state: 'left over', ...(formerHolder !== 0 && { formerHolder }) };
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
