import { rmSync } from 'node:fs';
import { createPrivate } from '../private-file.js';

/** The files that SQLite may make next to a database. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/** The suffixes of all files that belong to a database. */
export const BELONGINGS = ['', ...COMPANIONS, '-lock', '-keys', '-keys-journal'] as const;

/** Makes a private file and returns true unless the name is taken, even by a dangling link. */
export function madeNew(path: string): boolean {
  try {
    createPrivate(path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Removes an unfinished database with SQLite's files. */
export function removeDatabase(path: string): void {
  for (const end of ['', ...COMPANIONS]) rmSync(path + end, { force: true });
}
