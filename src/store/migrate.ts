import type { Connection } from './connection.js';
import { DatabaseError } from './database-error.js';
import { lackingPart, laterPart, partsOf, versionOf } from './expected-schema.js';
import { MIGRATIONS } from './migrations.js';

/**
 * Marks a database file as ours ("FENR"), in the place that SQLite's file format has for
 * it, so that a database of another program is never taken for one of an early version.
 */
export const APPLICATION_ID = 0x46_45_4e_52;

/** Whether nobody has made anything in it: the making of one that was interrupted left that. */
export function isNew(db: Connection): boolean {
  return db.prepare('SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)').pluck().get() === 1;
}

/**
 * @throws {DatabaseError} when it is another program's, of a newer version than this one, or
 *   its tables are not those of its version.
 */
export function refuseUnknown(path: string, db: Connection): void {
  if (isNew(db)) return;
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new DatabaseError(
      `${path} is an SQLite database of another program; name another file with --db`,
    );
  }
  refuseNewer(path, db);
  refuseOtherTables(path, db);
}

/** @throws {DatabaseError} when it is of an older version, too. */
export function refuseOther(path: string, db: Connection): void {
  refuseUnknown(path, db);
  if (version(db) === MIGRATIONS.length) return;
  throw new DatabaseError(
    `${path} is of an older version of faceenroll, which only an import brings up to date: run one first`,
  );
}

function refuseNewer(path: string, db: Connection): void {
  if (version(db) <= MIGRATIONS.length) return;
  throw new DatabaseError(
    `${path} was written by a newer version of faceenroll (schema ${version(db)}, this one knows ${MIGRATIONS.length}): update faceenroll`,
  );
}

/** Somebody has changed the tables, or the number that says which there are. */
function refuseOtherTables(path: string, db: Connection): void {
  const said = version(db);
  const parts = partsOf(db);
  const later = laterPart(parts, said);
  if (later !== undefined) {
    const now = versionOf(parts);
    throw new DatabaseError(
      `${path} says that it is of schema ${said} (user_version), but has the ${later} of schema ${now}: the number was set back; set it again with "PRAGMA user_version = ${now}", or restore it from a backup`,
    );
  }
  const lacking = lackingPart(parts, said);
  if (lacking !== undefined) {
    throw new DatabaseError(
      `${path} is damaged: it has no ${lacking}, as one of schema ${said} has; restore it from a backup`,
    );
  }
}

/** Makes a new database, or brings one up to this version, in one transaction. */
export function migrate(path: string, db: Connection): void {
  refuseNewer(path, db);
  if (version(db) === MIGRATIONS.length) return;
  db.transaction(() => {
    // Asked again inside the transaction: another process may have been faster.
    refuseNewer(path, db);
    for (const step of MIGRATIONS.slice(version(db))) {
      if (typeof step === 'string') db.exec(step);
      else step(db);
    }
    db.pragma(`user_version = ${MIGRATIONS.length}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
  }).immediate();
}

/** How many of the steps a database has taken; a new one none, whatever it says of itself. */
function version(db: Connection): number {
  return isNew(db) ? 0 : (db.pragma('user_version', { simple: true }) as number);
}
