import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { printable } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { APPLICATION_ID, hasKeyStore, keyStorePath, openKeyStoreFile } from './key-store-file.js';
import { KeyError } from './vault.js';

/** Where SQLite's file format has `PRAGMA application_id` (4 bytes, big-endian). */
const APPLICATION_ID_AT = 68;

/** The ID of the key store that a database needs; undefined if it is not encrypted. */
export function neededKeyStore(db: Connection): string | undefined {
  // A database of an older version lacks the table.
  const table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'encryption'";
  if (db.prepare(table).get() === undefined) return undefined;
  return db.prepare<[], string>('SELECT key_store FROM encryption').pluck().get();
}

/**
 * The ID of a key store file; undefined if it is none or cannot be read. Needs no master key.
 * Another program's database is not opened, and so not changed.
 */
export function keyStoreIn(path: string): string | undefined {
  try {
    if (!isMarked(path)) return undefined;
    const db = openKeyStoreFile(path);
    try {
      return db.prepare<[], string>('SELECT key_store FROM master').pluck().get();
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof KeyError || (error as { code?: unknown }).code !== undefined) {
      return undefined;
    }
    throw error;
  }
}

/** What is wrong with the key store of a database that needs the one with this ID, if anything. */
export function keyStoreProblem(database: string, needed: string): string | undefined {
  const path = keyStorePath(database);
  if (!hasKeyStore(path)) return `${printable(path)} is missing`;
  const found = keyStoreIn(path);
  if (found === needed) return undefined;
  return found === undefined
    ? `${printable(path)} is not a readable key store`
    : `${printable(path)} belongs to another database`;
}

function isMarked(path: string): boolean {
  // Opening anything else, such as a named pipe, might wait.
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const mark = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, mark, 0, mark.length, APPLICATION_ID_AT);
    return length === mark.length && mark.readInt32BE() === APPLICATION_ID;
  } finally {
    closeSync(file);
  }
}
