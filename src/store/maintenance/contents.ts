import type { Connection } from '../connection.js';
import { DatabaseError } from '../database-error.js';
import { neededKeyStore } from '../secrets/key-store-id.js';

/** What a database contains, in figures. */
export interface Contents {
  readonly users: number;
  readonly templates: number;
  readonly thumbnails: number;
  readonly profileImages: number;
  /** Photos that wait for review. */
  readonly waitingPhotos: number;
  /** Position of the last audit row; 0 if there is none. */
  readonly auditPosition: number;
  /** Whether templates and images are encrypted. */
  readonly encrypted: boolean;
}

export function contentsOf(db: Connection): Contents {
  const number = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0;
  return {
    users: number('SELECT count(*) FROM users'),
    templates: number('SELECT count(*) FROM templates'),
    thumbnails: hasTable(db, 'thumbnails') ? number('SELECT count(*) FROM thumbnails') : 0,
    profileImages: number('SELECT count(*) FROM profile_images'),
    waitingPhotos: hasTable(db, 'submissions')
      ? number("SELECT count(*) FROM submissions WHERE state = 'waiting'")
      : 0,
    auditPosition: number('SELECT max(position) FROM audit'),
    encrypted: neededKeyStore(db) !== undefined,
  };
}

/** A backup of an older version does not have all tables. */
function hasTable(db: Connection, name: string): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
  return db.prepare<[string]>(sql).get(name) !== undefined;
}

/** Lines read of SQLite's list: only one is reported, and the rest is of the same kind. */
const COMPLAINTS = 1;

/**
 * What SQLite itself finds wrong with a database: pages, indexes, constraints, and dangling
 * references. Undefined if nothing is.
 */
export function damageOf(db: Connection): string | undefined {
  try {
    const [line] = db.pragma(`integrity_check(${COMPLAINTS})`) as { integrity_check: string }[];
    if (line?.integrity_check !== 'ok') return line?.integrity_check ?? 'it cannot be read';
    const [broken] = db.pragma('foreign_key_check') as { table: string; parent: string }[];
    return (
      broken && `a row of ${broken.table} refers to a row of ${broken.parent} that is not there`
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.message;
    throw error;
  }
}

/** Turns an SQL error into one that says that the file is damaged; returns others as they are. */
export function damageError(what: string, advice: string, error: unknown): unknown {
  const code = String((error as { code?: unknown }).code ?? '');
  if (!/^SQLITE_(CORRUPT|NOTADB|CONSTRAINT|ERROR)/.test(code)) return error;
  return new DatabaseError(`${what} is damaged (${(error as Error).message}): ${advice}`);
}
