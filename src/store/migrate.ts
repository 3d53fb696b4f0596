import type { Connection } from './connection.js';
import { DatabaseError } from './database-error.js';
import { lackingPart, laterPart, partsOf, versionOf } from './expected-schema.js';
import { MIGRATIONS } from './migrations.js';

/**
 * Marks a database file as ours ("FENR"), in the place that SQLite's file format has for it, so
 * that another program's database is never mistaken for an early version.
 */
export const APPLICATION_ID = 0x46_45_4e_52;

/** Whether the database is empty, as an interrupted creation leaves it. */
export function isNew(db: Connection): boolean {
  return db.prepare('SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)').pluck().get() === 1;
}

/**
 * @throws {DatabaseError} if it is another program's, of a newer version than this one, or its
 *   tables are not those of its version.
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

/** @throws {DatabaseError} also if it is of an older version. */
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

/** Another program changed the tables, or the version number. */
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

/** Makes a new database, or migrates one to this version, in one transaction. */
export function migrate(path: string, db: Connection): void {
  refuseNewer(path, db);
  if (version(db) === MIGRATIONS.length) return;
  db.transaction(() => {
    // Again, inside the transaction: another process may have been faster.
    refuseNewer(path, db);
    for (const step of MIGRATIONS.slice(version(db))) {
      if (typeof step === 'string') db.exec(step);
      else step(db);
    }
    db.pragma(`user_version = ${MIGRATIONS.length}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
  }).immediate();
}

/** How many migrations a database has; none if it is empty, whatever its version number says. */
function version(db: Connection): number {
  return isNew(db) ? 0 : (db.pragma('user_version', { simple: true }) as number);
}
