import { lstatSync, rmSync } from 'node:fs';
import { FatalError } from '../../domain/fatal-error.js';
import { openDatabaseFile } from '../database.js';
import { DatabaseBusyError, lockForRun, type RunLock } from '../lock.js';
import { APPLICATION_ID } from '../migrate.js';
import { createPrivate, flush } from '../private-file.js';
import { madeNew, removeDatabase } from './files.js';
import { kindOf, UNFINISHED_ID } from './header.js';
import { writeErrorOf } from './write-error.js';

/**
 * Makes the unfinished file of a backup, marks it as one, and holds it. One that was left
 * over by a process that was killed is made anew; one that another process is writing, and
 * any other file of that name, is not touched.
 */
export function reservePart(part: string, file: string): RunLock {
  let isNew = false;
  let lock: RunLock | undefined;
  try {
    isNew = madeNew(part);
    if (!lstatSync(part).isFile()) throw inTheWay(part);
    lock = lockForRun(part);
    if (!isNew) {
      if (!isLeftOver(part)) throw inTheWay(part);
      removeDatabase(part);
      createPrivate(part);
    }
    mark(part, UNFINISHED_ID);
    return lock;
  } catch (error) {
    if (error instanceof DatabaseBusyError) {
      throw new DatabaseBusyError(`another backup is writing ${file}`);
    }
    if (isNew) rmSync(part, { force: true });
    lock?.release();
    throw writeErrorOf(`the backup ${file}`, 'name another file', error);
  }
}

/** Makes the unfinished file a database of ours, once all that it must hold is in it. */
export function finishPart(part: string): void {
  mark(part, APPLICATION_ID);
  flush(part);
}

/** Before it is marked, an unfinished file is empty. */
function isLeftOver(part: string): boolean {
  return ['empty', 'unfinished'].includes(kindOf(part));
}

function mark(part: string, id: number): void {
  const db = openDatabaseFile(part);
  try {
    // Nothing beside the file that could be left over with it.
    db.pragma('journal_mode = MEMORY');
    db.pragma(`application_id = ${id}`);
  } finally {
    db.close();
  }
}

function inTheWay(part: string): FatalError {
  return new FatalError(
    `${part} is in the way of the backup: remove it if nobody needs it, or name another file`,
  );
}
