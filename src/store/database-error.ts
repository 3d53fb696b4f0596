import { existsSync, lstatSync, statSync } from 'node:fs';
import { FatalError } from '../domain/fatal-error.js';

/** The database cannot be used; the message names the file and what to do. */
export class DatabaseError extends FatalError {
  override readonly name = 'DatabaseError';
}

/** Turns SQLite's and the file system's errors into one line that names the file. */
export function explained<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(`the database ${path} cannot be opened: ${reason(path, error)}`);
  }
}

function reason(path: string, error: unknown): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return 'it is a folder; name a file with --db';
  }
  if (leadsNowhere(path)) {
    return 'it is a link to a file that does not exist; name the file itself with --db';
  }
  switch ((error as { code?: string }).code) {
    case 'ENXIO':
      return 'it is not a regular file; name another one with --db';
    case 'ENOENT':
      return 'its folder does not exist; make the folder, or name another file with --db';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_READONLY_CANTINIT':
      return 'it cannot be written; check the permissions, or name another file with --db';
    case 'SQLITE_CANTOPEN':
      return 'its folder cannot be written, where SQLite keeps files beside it; check the permissions, or name another file with --db';
    case 'ENOSPC':
    case 'SQLITE_FULL':
      return 'the disk is full; free some space, or name another file with --db';
    case 'SQLITE_NOTADB':
      return 'it is not a database; name another file with --db';
    case 'SQLITE_CORRUPT':
      return 'it is damaged; restore it from a backup';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function leadsNowhere(path: string): boolean {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink && !existsSync(path);
}
