import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { explained, unusable } from './database-error.js';
import { createPrivate } from './private-file.js';

/**
 * Whether a database file exists, even an empty one. Only regular files are ever opened: SQLite
 * would create its journal next to a device, and wait for a named pipe.
 *
 * @throws {DatabaseError} if the name belongs to a folder, a device, or a link to nowhere, which in
 *   a shared folder is more likely a trap than a wish.
 */
export function isThere(path: string): boolean {
  return explained(path, () => {
    const own = lstatSync(path, { throwIfNoEntry: false });
    if (!own) return false;
    // One look at a file: another command may be about to make it.
    const found = own.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : own;
    if (found?.isFile()) return true;
    if (found?.isDirectory()) throw unusable(path, 'it is a folder; name a file with --db');
    if (found) throw unusable(path, 'it is not a regular file; name another one with --db');
    throw unusable(
      path,
      'it is a link to a file that does not exist; name the file itself with --db',
    );
  });
}

/**
 * Makes an empty database file where there is none, so that it can be locked. It is readable by its
 * owner alone, and SQLite gives its -wal and -shm files the same mode. An existing file is not
 * opened: closing it would drop this process's locks on it (see lock.ts).
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
