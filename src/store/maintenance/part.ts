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
 * Makes the unfinished file of a backup, marks it as one, and locks it. Replaces one left by a
 * killed process; does not touch one that another process is writing, or any other file of that
 * name.
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

/** Marks the complete file as a database of ours. */
export function finishPart(part: string): void {
  mark(part, APPLICATION_ID);
  flush(part);
}

/** A file that was not marked yet is empty. */
function isLeftOver(part: string): boolean {
  return ['empty', 'unfinished'].includes(kindOf(part));
}

function mark(part: string, id: number): void {
  const db = openDatabaseFile(part);
  try {
    // A journal file could be left over with it.
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
