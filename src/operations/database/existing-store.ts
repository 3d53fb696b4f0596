import { NotFoundError } from '../../domain/fatal-error.js';
import { pathText, quoted } from '../../domain/text.js';
import { databaseExists } from '../../store/database.js';
import { NoDatabaseError } from '../../store/database-error.js';
import type { Holding } from '../../store/held-database.js';
import { Store } from '../../store/store.js';
import type { Host } from '../host.js';
import { type OpenOptions, openStore } from './open-store.js';

/**
 * Opens a database that must be there already: a misspelled name is neither an empty
 * database nor a new one. To `read` does not wait for a run, and does not hinder one.
 * Without `options`, that is, without a key, an encrypted one opens for what needs no templates.
 *
 * @throws {FatalError} when there is none.
 */
export function openExisting(
  path: string,
  purpose: 'read' | 'write',
  host: Host,
  options?: OpenOptions,
  holding: Holding = {},
): Store {
  const dryRun = purpose === 'read';
  const mustExist = true;
  return options
    ? openStore(path, dryRun, { ...options, ...holding, mustExist }, host)
    : Store.open(path, dryRun, { ...holding, withoutSecrets: true, mustExist });
}

/**
 * A misspelled name is no empty collection. `outcome` says what comes of it, for a command
 * that was to change something.
 *
 * @throws {NotFoundError} when there is no such collection.
 */
export function requireCollection(store: Store, name: string, db: string, outcome = ''): void {
  if (store.collections.has(name)) return;
  throw new NotFoundError(
    `there is no collection ${quoted(name)} in ${pathText(db)}: see "faceenroll collections list"${outcome}`,
    'collection',
    name,
  );
}

/** @throws {FatalError} when there is no such database. */
export function requireDatabase(path: string): void {
  if (!databaseExists(path)) throw new NoDatabaseError(path);
}
