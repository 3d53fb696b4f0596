import { closeSync, constants, openSync, realpathSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { printable } from '../../domain/text.js';
import type { Connection } from '../connection.js';
import { OWNER_ONLY } from '../private-file.js';
import { KeyError } from './vault.js';

/** Marks a key store ("FENK"), as the database has its own mark. */
export const APPLICATION_ID = 0x46_45_4e_4b;

const VERSION = 1;

/** How long a statement waits for another process, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

const SCHEMA = `
  CREATE TABLE master (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    key_store TEXT NOT NULL,
    check_value BLOB NOT NULL,
    created_at TEXT NOT NULL,
    rotated_at TEXT
  ) STRICT;

  CREATE TABLE user_keys (
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    PRIMARY KEY (collection, user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sample_keys (
    collection TEXT PRIMARY KEY,
    wrapped_key BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** Path of a database's keys: next to it, never in it, since backups are made of it. */
export function keyStorePath(databasePath: string): string {
  return `${realpathSync(databasePath)}-keys`;
}

/** Whether there is a key store; one that was never finished does not count. */
export function hasKeyStore(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Makes the file with its tables; `fill` writes the first row in the same transaction. */
export function createKeyStoreFile(path: string, fill: (db: Connection) => void): Connection {
  return explainedForKeyStore(path, 'made', () => {
    makeFile(path);
    return opened(path, (db) => {
      db.transaction(() => {
        db.exec(SCHEMA);
        db.pragma(`user_version = ${VERSION}`);
        db.pragma(`application_id = ${APPLICATION_ID}`);
        fill(db);
      }).immediate();
    });
  });
}

/** Makes the file if there is none, never through a link. */
function makeFile(path: string): void {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  try {
    closeSync(openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, OWNER_ONLY));
  } catch (error) {
    if ((error as { code?: string }).code !== 'ELOOP') throw error;
    throw new Error('it is a symbolic link; remove it if nobody needs it');
  }
}

/** @throws {KeyError} if it is not a key store, of a newer version or cannot be opened. */
export function openKeyStoreFile(path: string): Connection {
  return explainedForKeyStore(path, 'opened', () =>
    opened(path, (db) => {
      if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
        throw new KeyError(`${printable(path)} is not a faceenroll key store`);
      }
      const version = db.pragma('user_version', { simple: true }) as number;
      if (version > VERSION) {
        throw new KeyError(
          `${printable(path)} was written by a newer version of faceenroll: update faceenroll`,
        );
      }
    }),
  );
}

function opened(path: string, use: (db: Connection) => void): Connection {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true });
  try {
    // A log would keep keys after they were destroyed.
    db.pragma('journal_mode = DELETE');
    // A power cut must not undo a committed transaction, or the database has a template whose key
    // is gone. In this journal mode only EXTRA promises that, not FULL.
    db.pragma('synchronous = EXTRA');
    db.pragma('secure_delete = ON');
    db.pragma('temp_store = MEMORY');
    use(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Makes errors of SQLite and the file system name the file and what cannot be `done`. */
export function explainedForKeyStore<T>(
  path: string,
  done: 'made' | 'opened' | 'written',
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof KeyError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new KeyError(`the key store ${printable(path)} cannot be ${done}: ${reason}`);
  }
}
