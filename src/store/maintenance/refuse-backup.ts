import { existsSync, realpathSync, statSync } from 'node:fs';
import { UsageError } from '../../domain/fatal-error.js';
import { DatabaseError } from '../database-error.js';
import { kindOf } from './header.js';

/**
 * Refuses, before anything is copied, a file that is not a backup for a database.
 *
 * @throws {FatalError} naming the file, what it is, and what to do.
 */
export function refuseBackup(file: string, database: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`there is no file ${file}`);
  if (!found.isFile()) throw new UsageError(`${file} is not a file: name a backup`);
  if (existsSync(database) && realpathSync(database) === realpathSync(file)) {
    throw new UsageError(`${file} is the database itself: name a backup`);
  }
  const kind = kindOf(file);
  if (kind === 'newer') {
    throw new DatabaseError(
      `${file} was written by a newer version of faceenroll: update faceenroll, then restore`,
    );
  }
  if (kind === 'unfinished') {
    throw new DatabaseError(`${file} is a backup that was never finished: take another one`);
  }
  if (kind !== 'ours') {
    const what = kind === 'another program' ? 'an SQLite database of another program' : kind;
    throw new DatabaseError(`${file} is not a faceenroll backup: it is ${what}`);
  }
  if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size) {
    throw new UsageError(
      `${file} is a database in use (${file}-wal lies next to it), not a backup: make one of it with "faceenroll backup"`,
    );
  }
}
