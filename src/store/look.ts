import type { EncodedTemplates } from '../domain/largest-gallery.js';
import { type Connection, databaseExists, openDatabaseFile } from './database.js';
import { isLockLeftOver, type LockNow, lockNow } from './lock.js';
import { refuseUnknown } from './migrate.js';
import { MIGRATIONS } from './migrations.js';
import { Runs } from './runs.js';

/** What is known of a database without its key. */
export interface Look {
  /** The number of migrations applied, and of those that there are. */
  readonly schema: number;
  readonly newestSchema: number;
  readonly users: number;
  readonly templates: readonly EncodedTemplates[];
  readonly isEncrypted: boolean;
  readonly lock: LockNow['state'];
  /** The process that holds the lock, and since when (ISO 8601) if it is an import. */
  readonly holder?: { readonly process: number; readonly since: string | undefined };
}

/**
 * Looks at a database, also one of an older version, without migrating it. Undefined if there is
 * none, or it is empty.
 *
 * @throws {DatabaseError} if it cannot be opened, is another program's or of a newer version.
 */
export function lookAt(path: string): Look | undefined {
  if (!databaseExists(path)) return undefined;
  const db = openDatabaseFile(path);
  try {
    refuseUnknown(path, db);
    const tables = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .pluck()
      .all();
    const rows = (table: string): number =>
      tables.includes(table)
        ? (db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0)
        : 0;
    const { state, holder } = lockNow(path);
    return {
      schema: db.pragma('user_version', { simple: true }) as number,
      newestSchema: MIGRATIONS.length,
      users: rows('users'),
      templates: tables.includes('templates') ? templatesOf(db) : [],
      isEncrypted: rows('encryption') > 0,
      // One that comes and goes is somebody's who is at work.
      lock: state === 'left over' && !isLockLeftOver(path) ? 'held' : state,
      ...(holder !== undefined && {
        holder: { process: holder, since: new Runs(db).startOf(holder) },
      }),
    };
  } finally {
    db.close();
  }
}

function templatesOf(db: Connection): readonly EncodedTemplates[] {
  return db
    .prepare<[], EncodedTemplates>(
      'SELECT collection, encoder, count(*) AS templates FROM templates GROUP BY collection, encoder',
    )
    .all();
}
