import type { Connection } from './connection.js';
import { DatabaseError } from './database-error.js';
import { MIGRATIONS } from './migrations.js';

/**
 * Marks a database file as ours ("FENR"), in the place that SQLite's file format has for
 * it, so that a database of another program is never taken for one of an early version.
 */
export const APPLICATION_ID = 0x46_45_4e_52;

/** @throws {DatabaseError} when it is another program's, or of a newer version than this one. */
export function refuseUnknown(path: string, db: Connection): void {
  refuseForeign(path, db);
  refuseNewer(path, db);
}

export function refuseForeign(path: string, db: Connection): void {
  const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck();
  if (tables.get() === 0) return;
  if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return;
  throw new DatabaseError(
    `${path} is an SQLite database of another program; name another file with --db`,
  );
}

function refuseNewer(path: string, db: Connection): void {
  if (version(db) <= MIGRATIONS.length) return;
  throw new DatabaseError(
    `${path} was written by a newer version of faceenroll (schema ${version(db)}, this one knows ${MIGRATIONS.length}): update faceenroll`,
  );
}

/** Brings a database up to this version, in one transaction. */
export function migrate(path: string, db: Connection): void {
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

/** How many of the steps a database has taken. */
export function version(db: Connection): number {
  return db.pragma('user_version', { simple: true }) as number;
}
