import { statSync } from 'node:fs';
import { FatalError } from '../../domain/fatal-error.js';
import type { Connection } from '../connection.js';
import { openDatabaseFile } from '../database.js';
import { DatabaseError } from '../database-error.js';
import { APPLICATION_ID } from '../migrate.js';
import { MIGRATIONS } from '../migrations.js';
import { type Contents, contentsOf } from './contents.js';
import { kindOf } from './header.js';

/** What is in the place of a database to be restored. */
export type Present =
  /** Nothing, or an empty database. */
  | { readonly state: 'none' }
  | { readonly state: 'readable'; readonly contents: Contents }
  /** Ours, but damaged or of a newer version: its content is unknown. */
  | { readonly state: 'unreadable'; readonly reason: string };

/**
 * Looks at what is in the place of a database.
 *
 * @throws {FatalError} if it is not a faceenroll database: a restore must not replace it.
 */
export function presentAt(path: string): Present {
  if (!statSync(path, { throwIfNoEntry: false })?.size) return { state: 'none' };
  if (kindOf(path) === 'not a database') {
    throw new FatalError(
      `${path} is not a database: name another one with --db, or move the file away if it was one`,
    );
  }
  try {
    const db = openDatabaseFile(path);
    try {
      return lookInto(path, db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (!isOfDatabase(error)) throw error;
    return { state: 'unreadable', reason: error.message };
  }
}

/** Whether an error says that the present database cannot be read, or be read further. */
export function isOfDatabase(error: unknown): error is Error {
  return error instanceof Error && (error instanceof DatabaseError || 'code' in error);
}

function lookInto(path: string, db: Connection): Present {
  const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck();
  if (tables.get() === 0) return { state: 'none' };
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new FatalError(
      `${path} is an SQLite database of another program; name another file with --db`,
    );
  }
  if ((db.pragma('user_version', { simple: true }) as number) > MIGRATIONS.length) {
    return { state: 'unreadable', reason: 'it is of a newer version of faceenroll' };
  }
  const contents = contentsOf(db);
  return isEmpty(db, contents) ? { state: 'none' } : { state: 'readable', contents };
}

/** An import interrupted before it enrolled anybody has left hours of work. */
function isEmpty(db: Connection, { users, auditPosition }: Contents): boolean {
  if (users > 0 || auditPosition > 0) return false;
  const hasRuns = 'SELECT EXISTS (SELECT 1 FROM runs) OR EXISTS (SELECT 1 FROM samples)';
  return db.prepare(hasRuns).pluck().get() === 0;
}
