import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { OWNER_ONLY } from '../database-file.js';

/** What SQLite may lay beside a database file. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/** What belongs to a database lies under its name with one of these ends. */
export const BELONGINGS = ['', ...COMPANIONS, '-lock', '-keys', '-keys-journal'] as const;

/** Makes a file that is new, and its owner's alone from the first byte on. */
export function createPrivate(path: string): void {
  closeSync(openSync(path, 'wx', OWNER_ONLY));
}

/** The same unless something has that name, if only a link to nowhere; returns whether it was made. */
export function madeNew(path: string): boolean {
  try {
    createPrivate(path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Writes to the disk what the system still holds of a file. */
export function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes to the disk under which names the files of a folder are known. */
export function flushFolderOf(path: string): void {
  // Windows opens no folders; there a name is as safe as the file system makes it.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Removes an unfinished database with all that SQLite laid beside it. */
export function removeDatabase(path: string): void {
  for (const end of ['', ...COMPANIONS]) rmSync(path + end, { force: true });
}
