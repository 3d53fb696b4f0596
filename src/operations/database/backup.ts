import { type Backup, backUp } from '../../store/maintenance/backup.js';
import { backUpKeys, refuseKeysTarget } from '../../store/maintenance/backup-keys.js';
import type { FileContext } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { requireDatabase } from './existing-store.js';
import type { BACKUP_OPTIONS } from './options.js';

/** A backup that was made, and what is in it. */
export interface MadeBackup extends Backup {
  readonly file: string;
  /** The copy of the data keys, where one was asked for. */
  readonly keys: string | null;
}

/**
 * Writes a consistent copy of a database to a file, also while a run is on.
 *
 * @throws {FatalError} when it cannot be made; then there is no file, or the old one.
 */
export async function backUpDatabase(
  { db: database, host }: FileContext,
  { file, keys, force = false }: ValuesOf<typeof BACKUP_OPTIONS> & { readonly file: string },
): Promise<MadeBackup> {
  requireDatabase(database);
  const keysBackup = keys === undefined ? undefined : { database, keys, file };
  if (keysBackup) refuseKeysTarget(keysBackup);
  const made = await backUp({
    ...{ database, file, force, signal: host.signal },
    onProgress: (at) =>
      host.progress(
        at === 'checking'
          ? { kind: 'step', step: 'Checking the copy' }
          : { kind: 'step', step: 'Copying', done: at.rows, of: at.of },
      ),
  });
  if (keysBackup) backUpKeys(keysBackup);
  return { file, keys: keys ?? null, ...made };
}
