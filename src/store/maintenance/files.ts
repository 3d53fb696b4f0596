import { rmSync } from 'node:fs';
import { createPrivate } from '../private-file.js';

/** What SQLite may lay beside a database file. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/** What belongs to a database lies under its name with one of these ends. */
export const BELONGINGS = ['', ...COMPANIONS, '-lock', '-keys', '-keys-journal'] as const;

/** Makes a private file unless something has that name, if only a link to nowhere; returns whether it was made. */
export function madeNew(path: string): boolean {
  try {
    createPrivate(path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Removes an unfinished database with all that SQLite laid beside it. */
export function removeDatabase(path: string): void {
  for (const end of ['', ...COMPANIONS]) rmSync(path + end, { force: true });
}
