import { realpathSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Connection } from './connection.js';
import { DatabaseError, unusable } from './database-error.js';

/** The state of a file when it was opened. */
interface Frozen {
  readonly path: string;
  readonly state: string;
}

/** Connections to files that are assumed not to change. */
const FROZEN = new WeakMap<Connection, Frozen>();

/**
 * The name by which SQLite opens a file as immutable (https://sqlite.org/uri.html). SQLite accepts
 * it if SQLITE_USE_URI=1 was in the environment when it was loaded; only the command sets that,
 * since nothing else in its process opens a database.
 *
 * @throws {DatabaseError} if SQLite does not accept it, or if there is a log with changes, which
 *   would be ignored.
 */
export function frozenName(path: string): string {
  if (logSize(path) > 0) {
    throw unusable(
      path,
      `it cannot be written, and changes wait next to it (${path}-wal); copy both to where they can be written, and name the copy with --db`,
    );
  }
  if (process.env.SQLITE_USE_URI !== '1') {
    throw unusable(
      path,
      'nothing can be written next to it, and then SQLite reads it only in a process that has SQLITE_USE_URI=1 in its environment from the start',
    );
  }
  return `${pathToFileURL(realpathSync(path))}?immutable=1`;
}

/** Records the state of a file that is opened by its frozen name. */
export function markFrozen(db: Connection, path: string): void {
  FROZEN.set(db, { path, state: stateOf(path) });
}

export function isFrozen(db: Connection): boolean {
  return FROZEN.has(db);
}

/**
 * Call it after all was read: others may have write access, and no lock keeps them out.
 *
 * @throws {DatabaseError} if the file has changed since.
 */
export function expectFrozen(db: Connection): void {
  const frozen = FROZEN.get(db);
  if (!frozen || stateOf(frozen.path) === frozen.state) return;
  throw new DatabaseError(
    `${frozen.path} was changed while it was read, so the output may be wrong: run the same command again`,
  );
}

function stateOf(path: string): string {
  const { ino, size, mtimeMs } = statSync(path);
  return [ino, size, mtimeMs, logSize(path)].join();
}

function logSize(path: string): number {
  return statSync(`${realpathSync(path)}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
