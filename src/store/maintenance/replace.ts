import { chmodSync, chownSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Connection } from '../connection.js';
import { openDatabaseFile } from '../database.js';
import { DatabaseError } from '../database-error.js';
import { DatabaseBusyError } from '../lock.js';
import { moveIntoPlace, OWNER_ONLY } from '../private-file.js';
import { COMPANIONS } from './files.js';

/** A database that nobody else has open, and that needs none of the files beside it. */
interface Detached {
  release(): void;
}

/**
 * Puts a database in the place of another one, in one step: whoever opens it sees the one
 * or the other. With `keepAs` the old one is kept under that name.
 *
 * @throws {DatabaseBusyError} when another process has the old one open.
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
 * Brings all of the old database into its one file and keeps others out of it: SQLite
 * would take changes that wait beside it, or that another process still writes there,
 * for changes of the new one.
 */
function detach(path: string, keepAs: string | undefined): Detached {
  let db: Connection | undefined;
  try {
    db = openDatabaseFile(path);
    // Leaving WAL needs the file to itself: SQLite refuses while another process has it open.
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

/** Of a damaged database, what lies beside it stays with it, and goes with it. */
function moveCompanions(path: string, keepAs: string | undefined): void {
  for (const end of COMPANIONS) {
    if (keepAs === undefined) rmSync(path + end, { force: true });
    else if (existsSync(path + end)) renameSync(path + end, keepAs + end);
  }
}

/** Restored by root, a database still belongs to whom it belonged. */
function ownAs(path: string, replacement: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(path);
  chownSync(replacement, uid, gid);
}

/** Gives the old database a second name, so that there is one under the first at any time. */
function keep(path: string, keepAs: string): void {
  try {
    linkSync(path, keepAs);
  } catch {
    // Some file systems know no second names: for a moment there is no database then.
    renameSync(path, keepAs);
  }
  chmodSync(keepAs, OWNER_ONLY);
}
