import { chmodSync, chownSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Connection } from '../connection.js';
import { openDatabaseFile } from '../database.js';
import { DatabaseError } from '../database-error.js';
import { DatabaseBusyError } from '../lock.js';
import { moveIntoPlace, OWNER_ONLY } from '../private-file.js';
import { COMPANIONS } from './files.js';

/** A database that no other process has open, and that is complete in its one file. */
interface Detached {
  release(): void;
}

/**
 * Replaces a database by another one in one step: a process that opens it sees the one or the
 * other. With `keepAs` the old one is kept under that name.
 *
 * @throws {DatabaseBusyError} if another process has the old one open.
 */
export function replaceDatabase(
  path: string,
  replacement: string,
  keepAs: string | undefined,
): void {
  const old = detach(path, keepAs);
  try {
    ownAs(path, replacement);
    if (keepAs !== undefined) keep(path, keepAs);
    moveIntoPlace(replacement, path);
  } finally {
    old.release();
  }
}

/**
 * Moves all changes of the old database into its one file and keeps others out of it: SQLite would
 * apply a log left next to it, or still being written by another process, to the new database.
 */
function detach(path: string, keepAs: string | undefined): Detached {
  let db: Connection | undefined;
  try {
    db = openDatabaseFile(path);
    // SQLite leaves WAL mode only if no other process has the file open.
    if (db.pragma('journal_mode = DELETE', { simple: true }) !== 'delete') throw inUse(path);
    db.exec('BEGIN EXCLUSIVE');
    const connection = db;
    return { release: () => connection.close() };
  } catch (error) {
    db?.close();
    if (error instanceof DatabaseBusyError) throw error;
    const code = String((error as { code?: string }).code);
    if (code.startsWith('SQLITE_BUSY')) throw inUse(path);
    if (!(error instanceof DatabaseError) && !/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) {
      throw error;
    }
    moveCompanions(path, keepAs);
    return { release: () => {} };
  }
}

function inUse(path: string): DatabaseBusyError {
  return new DatabaseBusyError(
    `another program has ${path} open`,
    'close it, and restore again; nothing was changed',
  );
}

/** The companion files of a damaged database are moved or deleted with it. */
function moveCompanions(path: string, keepAs: string | undefined): void {
  for (const end of COMPANIONS) {
    if (keepAs === undefined) rmSync(path + end, { force: true });
    else if (existsSync(path + end)) renameSync(path + end, keepAs + end);
  }
}

/** A database restored by root keeps its owner. */
function ownAs(path: string, replacement: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(path);
  chownSync(replacement, uid, gid);
}

/** Gives the old database a second name, so that a database exists at any time. */
function keep(path: string, keepAs: string): void {
  try {
    linkSync(path, keepAs);
  } catch {
    // Some file systems have no hard links: for a moment there is no database.
    renameSync(path, keepAs);
  }
  chmodSync(keepAs, OWNER_ONLY);
}
