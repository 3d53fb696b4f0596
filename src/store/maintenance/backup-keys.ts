import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import { openDatabaseFile } from '../database.js';
import { refuseUnknown } from '../migrate.js';
import { writePrivateFile } from '../private-file.js';
import { keyStorePath, openKeyStoreFile } from '../secrets/key-store-file.js';
import { keyStoreIn, keyStoreProblem, neededKeyStore } from '../secrets/key-store-id.js';
import { BELONGINGS } from './files.js';
import { writeErrorOf } from './write-error.js';

const PIECE_BYTES = 1024 * 1024;

export interface KeysBackup {
  readonly database: string;
  /** The file that its key store is copied to. */
  readonly keys: string;
  /** The backup of the database that belongs to it. */
  readonly file: string;
}

/**
 * Refuses, before a backup is made, a file that its keys cannot be copied to: that of a master key,
 * say, or the backup itself. Only an older copy of the same key store is replaced.
 *
 * @throws {UsageError} naming the file and what to do.
 */
export function refuseKeysTarget({ database, keys, file }: KeysBackup): void {
  const needed = readNeeded(database);
  const folder = dirname(resolve(keys));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`there is no folder ${folder} for the keys: make it, or name another`);
  }
  // The unfinished copy is removed or replaced as well.
  const touched = [realTarget(keys), realTarget(`${keys}.part`)];
  const own = realpathSync(database);
  if (BELONGINGS.some((end) => touched.includes(own + end))) {
    throw new UsageError(`${keys} belongs to the database itself: name another file with --keys`);
  }
  if ([file, `${file}.part`].some((path) => touched.includes(realTarget(path)))) {
    throw new UsageError(`${keys} is where the backup goes: name another file with --keys`);
  }
  if (!lstatSync(keys, { throwIfNoEntry: false })) return;
  const found = keyStoreIn(keys);
  if (found === needed) return;
  const what =
    found === undefined
      ? 'already exists, and is not a copy of data keys'
      : 'holds the data keys of another database';
  throw new UsageError(`${keys} ${what}: it is not replaced; name another file with --keys`);
}

/**
 * Copies the key store of a database to a file and replaces the previous copy: only the newest may
 * be kept, since an older one holds the keys of users deleted since. Call it after the database was
 * copied, so that no key in use is missing.
 *
 * @throws {UsageError} as `refuseKeysTarget` does.
 */
export function backUpKeys(backup: KeysBackup): void {
  // Again: a backup takes a while, and the file may have changed.
  refuseKeysTarget(backup);
  const { database, keys } = backup;
  const keyStore = keyStorePath(database);
  const db = openKeyStoreFile(keyStore);
  try {
    // An open read keeps writers out: a key store has no log.
    db.exec('BEGIN');
    db.prepare('SELECT key_store FROM master').get();
    writePrivateFile(keys, bytesOf(keyStore));
  } catch (error) {
    throw writeErrorOf(`the copy of the keys ${keys}`, 'name another file', error);
  } finally {
    db.close();
  }
}

function* bytesOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let read = -1; read !== 0; ) {
      read = readSync(file, piece);
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

/** The key store of a database, which lies next to it. */
function readNeeded(database: string): string {
  const db = openDatabaseFile(database);
  try {
    refuseUnknown(database, db);
    const needed = neededKeyStore(db);
    if (needed === undefined) {
      throw new UsageError(`${database} is not encrypted: it has no keys to copy (--keys)`);
    }
    const problem = keyStoreProblem(database, needed);
    if (problem === undefined) return needed;
    throw new UsageError(
      `the data keys of ${database} cannot be copied (--keys): ${problem}; put the newest copy of them back`,
    );
  } finally {
    db.close();
  }
}

/** Where a path leads after its links are resolved; the file need not exist. */
function realTarget(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(resolve(path));
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(path));
}
