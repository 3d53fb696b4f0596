import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import { nameToRead, openDatabaseFile } from '../database.js';
import { DatabaseError } from '../database-error.js';
import { refuseUnknown } from '../migrate.js';
import { flush, moveIntoPlace } from '../private-file.js';
import { type Contents, contentsOf, damageError, damageOf } from './contents.js';
import { type CopyProgress, copyDatabase } from './copy.js';
import { BELONGINGS, removeDatabase } from './files.js';
import { finishPart, reservePart } from './part.js';
import { writeErrorOf } from './write-error.js';

/** Progress of a backup: rows copied, or the check of the copy. */
type BackupProgress = CopyProgress | 'checking';

export interface BackupRequest {
  readonly database: string;
  readonly file: string;
  /** Whether an existing file may be replaced. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackupProgress) => void;
}

export interface Backup extends Contents {
  readonly bytes: number;
}

/**
 * Writes a consistent copy of a database to a file, even while a run is at work. The file appears
 * under its name only once it is complete, on the disk and checked.
 *
 * @throws {FatalError} if it cannot be made; then there is no file, or the previous one.
 * @throws the signal's reason if it was aborted.
 */
export async function backUp(request: BackupRequest): Promise<Backup> {
  const { database, file } = request;
  refuseTarget(request);
  readDatabase(database);
  const part = `${file}.part`;
  const lock = reservePart(part, file);
  try {
    await writeCopy(request, part);
    request.onProgress('checking');
    const contents = checkCopy(part, database);
    if (!request.force) refuseExisting(file);
    finishPart(part);
    moveIntoPlace(part, file);
    return { ...contents, bytes: statSync(file).size };
  } catch (error) {
    throw writeErrorOf(`the backup ${file}`, 'name another file', error);
  } finally {
    removeDatabase(part);
    lock.release();
  }
}

/** Refuses to replace a file without --force, and always to replace the database itself. */
function refuseTarget({ database, file, force }: BackupRequest): void {
  const folder = dirname(resolve(file));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`there is no folder ${folder} for the backup: make it, or name another`);
  }
  const target = join(realpathSync(folder), basename(file));
  const original = realpathSync(database);
  // The unfinished file is made as well, and one of its name removed.
  const touched = [target, `${target}.part`];
  if (
    BELONGINGS.some((end) => touched.includes(original + end)) ||
    touched.some((path) => isSameFile(original, path))
  ) {
    throw new UsageError(`${file} belongs to the database itself: name another file`);
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    throw new UsageError(`${file} is a folder: name a file in it for the backup`);
  }
  // A rename would replace a device, say.
  if (found && !found.isFile()) {
    throw new UsageError(`${file} is not a regular file: name another one`);
  }
  if (!force) refuseExisting(file);
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [statSync(a), statSync(b, { throwIfNoEntry: false })];
  return one.dev === other?.dev && one.ino === other.ino;
}

function refuseExisting(file: string): void {
  if (!existsSync(file)) return;
  throw new UsageError(
    `the file ${file} already exists: name another one, or replace it with --force`,
  );
}

/** Refuses, before anything is written, a file that is not a database. */
function readDatabase(database: string): void {
  const db = openDatabaseFile(database);
  try {
    refuseUnknown(database, db);
  } finally {
    db.close();
  }
}

async function writeCopy(request: BackupRequest, part: string): Promise<void> {
  const { database } = request;
  const db = openDatabaseFile(part);
  try {
    await copyDatabase(nameToRead(database), db, new Date().toISOString(), request);
  } catch (error) {
    throw damageError(`the database ${database}`, SEE_CHECK, error);
  } finally {
    db.close();
  }
  flush(part);
}

function checkCopy(part: string, database: string): Contents {
  const copy = openDatabaseFile(part);
  try {
    const damage = damageOf(copy);
    if (damage === undefined) return contentsOf(copy);
    throw new DatabaseError(`the database ${database} is damaged (${damage}): ${SEE_CHECK}`);
  } finally {
    copy.close();
  }
}

const SEE_CHECK = 'no backup was made; "faceenroll check" says what is wrong and what to do';
