import { closeSync, constants, openSync } from 'node:fs';
import { explained } from './database-error.js';

/** Only the owner reads biometric data. */
export const OWNER_ONLY = 0o600;

/**
 * Makes the database's file where there is none, for its owner alone; SQLite gives its -wal
 * and -shm files the same mode. A link to a database is followed, but nothing is made through
 * one: a link to nowhere is more likely a trap in a shared folder than a wish.
 */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    // Without O_NONBLOCK a named pipe would be waited for.
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  }
}

/** Makes the database's file where there is none, empty, so that it can be locked. */
export function makeDatabaseFile(path: string): void {
  explained(path, () => makeFile(path));
}
