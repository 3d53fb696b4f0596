import { closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DATABASE_FILES } from '../../domain/database-files.js';
import { DOCUMENT_BYTES, documentKind } from '../../domain/document-kind.js';
import { UsageError } from '../../domain/fatal-error.js';
import { PHOTO_EXTENSION } from '../../domain/photo-extension.js';
import { REPORT_COLUMNS } from '../../domain/report-columns.js';
import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';

/** What a report must not be put in place of, or beside under a number. */
interface Inputs {
  /** The folder or the CSV that is imported. */
  readonly input: string;
  readonly database: string;
  /** How the name was given, for the error. */
  readonly given?: string;
  /** What to do about it, for the error. */
  readonly advice?: string;
}

/**
 * Refuses a name for a report that is another file's, before anything is done: a folder,
 * the database, the CSV that is imported, a photo or another document.
 *
 * @param named as the operator typed it
 * @throws {UsageError} that says what it is.
 */
export function refuseReportPlace(
  named: string,
  {
    input,
    database,
    given = '--errors',
    advice = 'name a file for the error report, such as users.errors.csv',
  }: Inputs,
): void {
  const path = resolve(named);
  const refuse = (what: string): never => {
    throw new UsageError(`${given} ${quotedPath(named)} ${what}: ${advice}`);
  };
  const found = statsOf(path, refuse);
  if (found?.isDirectory() || /[\\/]$/.test(named)) refuse('is a folder');
  if (DATABASE_FILES.some((end) => isSame(path, resolve(database) + end))) {
    refuse('is the database, or one of its files');
  }
  if (PHOTO_EXTENSION.test(path)) refuse('has the name of a photo');
  if (!found) return;
  if (!found.isFile()) refuse('is not a regular file');
  const bytes = beginningOf(path, refuse);
  const kind = documentKind(bytes);
  if (kind) refuse(`is ${kind.format}`);
  // The retry of a report may be put in its place, or gets a number.
  if (isSame(path, input) && !isReport(bytes)) refuse('is the CSV that is imported');
}

/** Whether a file begins as an error report does, of whatever run and database. */
export function beginsAsReport(path: string): boolean {
  try {
    return isReport(bytesOf(path));
  } catch {
    return false;
  }
}

/** Its last columns are ours, whatever a spreadsheet has made of the file. */
function isReport(bytes: Uint8Array): boolean {
  const [headings = ''] = Buffer.from(bytes)
    .toString('utf8')
    .split(/[\r\n]/);
  return REPORT_COLUMNS.every((column) => headings.includes(column));
}

type Refuse = (what: string) => never;

function statsOf(path: string, refuse: Refuse): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return refuse(`cannot be used (${systemProblem(error)})`);
  }
}

function beginningOf(path: string, refuse: Refuse): Uint8Array {
  try {
    return bytesOf(path);
  } catch (error) {
    return refuse(`is there already and cannot be read (${systemProblem(error)})`);
  }
}

/** Headings may be long: more than shows what kind of file it is. */
const MOST_BYTES = 8 * DOCUMENT_BYTES;

function bytesOf(path: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

/** Whether two paths are of one file, by whatever links and names. */
function isSame(path: string, other: string): boolean {
  if (path === other) return true;
  const [one, two] = [path, other].map((each) => stats(each));
  return one !== undefined && one.dev === two?.dev && one.ino === two.ino;
}

function stats(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
