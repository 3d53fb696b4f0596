import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { explained, unusable } from './database-error.js';
import { createPrivate } from './private-file.js';

/**
 * Whether a file has the name of a database, be it empty. Nothing but a file is ever opened:
 * SQLite would lay its journal beside a device, and wait for a named pipe.
 *
 * @throws {DatabaseError} when something else has the name: a folder, a device, or a link to
 *   nowhere, which is more likely a trap in a shared folder than a wish.
 */
export function isThere(path: string): boolean {
  return explained(path, () => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile()) return true;
    if (found?.isDirectory()) throw unusable(path, 'it is a folder; name a file with --db');
    if (found) throw unusable(path, 'it is not a regular file; name another one with --db');
    if (!lstatSync(path, { throwIfNoEntry: false })) return false;
    throw unusable(
      path,
      'it is a link to a file that does not exist; name the file itself with --db',
    );
  });
}

/**
 * Makes the database's file where there is none, empty, so that it can be locked: for its owner
 * alone, and SQLite gives its -wal and -shm files the same mode. One that is there is not
 * opened: closing it would drop the locks that this process has on it (see lock.ts).
 */
export function makeDatabaseFile(path: string): void {
  explained(path, () => {
    if (!isThere(path)) {
      try {
        createPrivate(path);
      } catch (error) {
        // Another process may have been faster.
        if ((error as { code?: string }).code !== 'EEXIST' || !isThere(path)) throw error;
      }
    }
    accessSync(path, constants.R_OK | constants.W_OK);
  });
}
