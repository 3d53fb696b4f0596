import { copyFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import { hasKeyStore, keyStorePath, openKeyStoreFile } from '../secrets/key-store-file.js';
import { createPrivate, flush, flushFolderOf } from './files.js';
import { writeErrorOf } from './write-error.js';

/**
 * Copies the key store of a database to a file, in place of the copy that is there: only the
 * newest may be kept, since an older one holds the keys of users who were deleted since. To
 * be called after the database was copied, so that no key in use is missing.
 *
 * @throws {UsageError} when the database has no key store, or the file is its own.
 */
export function backUpKeys(database: string, file: string): void {
  const keyStore = keyStorePath(database);
  if (!hasKeyStore(keyStore)) {
    throw new UsageError(`${database} is not encrypted: it has no keys to copy (--keys)`);
  }
  const own = [keyStore, realpathSync(database)];
  if (own.includes(resolve(file))) {
    throw new UsageError(`${file} belongs to the database itself: name another file with --keys`);
  }
  const part = `${file}.part`;
  const db = openKeyStoreFile(keyStore);
  try {
    // While somebody reads, nobody writes: a key store has no log beside it.
    db.exec('BEGIN');
    db.prepare('SELECT key_store FROM master').get();
    rmSync(part, { force: true });
    createPrivate(part);
    copyFileSync(keyStore, part);
    flush(part);
    renameSync(part, file);
    flushFolderOf(resolve(file));
  } catch (error) {
    throw writeErrorOf(`the copy of the keys ${file}`, 'make room, or name another file', error);
  } finally {
    rmSync(part, { force: true });
    db.close();
  }
}
