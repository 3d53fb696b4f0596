import { statSync } from 'node:fs';
import { FatalError } from '../domain/fatal-error.js';
import { Store } from '../store/store.js';

/**
 * Opens a database that must be there already: a misspelled name is neither an empty
 * database nor a new one. To `read` does not wait for a run, and does not hinder one.
 *
 * @throws {FatalError} when there is none.
 */
export function openExisting(path: string, purpose: 'read' | 'write'): Store {
  requireDatabase(path);
  return Store.open(path, purpose === 'read');
}

/** @throws {FatalError} when there is no database. */
export function requireDatabase(path: string): void {
  // An import that was killed at once leaves an empty file.
  if (!statSync(path, { throwIfNoEntry: false })?.size) {
    throw new FatalError(`there is no database ${path}: name it with --db, or import users first`);
  }
}
