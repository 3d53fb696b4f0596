import { FatalError } from '../domain/fatal-error.js';
import { databaseProblem, systemProblem } from '../domain/system-problem.js';
import { commandText, pathText, printable } from '../domain/text.js';
import { isShutIn } from './shut-in.js';

/** The database cannot be used; the message names the file and what to do. */
export class DatabaseError extends FatalError {
  override readonly name: string = 'DatabaseError';
}

/** The database does not exist yet, or its name was misspelled. */
export class NoDatabaseError extends DatabaseError {
  override readonly name = 'NoDatabaseError';

  constructor(path: string) {
    super(
      `there is no database ${pathText(path)}: name it with --db, or import users first, or start a server, which makes it: ${printable(commandText(['serve', '--db', path]))}`,
    );
  }
}

/** Turns errors of SQLite and the file system into one line that names the file. */
export function explained<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    throw unusable(path, reason(path, error));
  }
}

/** @param why what is wrong with the file, and what to do */
export function unusable(path: string, why: string): DatabaseError {
  return new DatabaseError(`the database ${pathText(path)} cannot be opened: ${why}`);
}

function reason(path: string, error: unknown): string {
  const { code } = error as { code?: string };
  switch (code) {
    case 'SQLITE_READONLY_ROLLBACK':
    case 'SQLITE_READONLY_RECOVERY':
      return 'it cannot be written, and a change that was interrupted is to be undone first; copy it with the files next to it to where it can be written, and name the copy with --db';
    case 'SQLITE_CANTOPEN':
      if (!isShutIn(path)) return CANNOT_OPEN;
      return 'its folder cannot be written, where SQLite keeps files next to it; check the permissions, or name another file with --db';
    case 'SQLITE_CORRUPT':
      return 'it is damaged; restore it from a backup';
    default:
      return databaseProblem(error, 'name another file with --db') ?? systemProblem(error);
  }
}

const CANNOT_OPEN =
  'it, or a file next to it, cannot be opened; check their permissions, and whether more files are open than may be (ulimit -n)';
