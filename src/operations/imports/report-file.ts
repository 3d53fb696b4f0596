import { existsSync, rmSync } from 'node:fs';
import { basename, join, parse, resolve } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { systemProblem, writeProblem } from '../../domain/system-problem.js';
import { pathText } from '../../domain/text.js';
import { writePrivateFile } from '../../store/private-file.js';

/** The error report cannot be written. */
class ReportError extends FatalError {
  override readonly name = 'ReportError';
}

/** What the error report of an input is called unless another name is given. */
export function reportName(input: string): string {
  return `${stemOf(input)}.errors.csv`;
}

/**
 * Where the failures go that were known when a run was interrupted: not under the name of
 * the whole report, which the run that goes on writes.
 */
export function interruptedReport(wanted: string): string {
  const { dir, name, ext } = parse(wanted);
  return join(dir, `${name}.interrupted${ext}`);
}

/**
 * The path itself, or where a file is already, the next free number before the ending,
 * since an older report is never overwritten.
 */
export function freePath(wanted: string): string {
  for (let n = 1; ; n += 1) {
    const path = numbered(wanted, n);
    if (!existsSync(path)) return path;
  }
}

/**
 * Writes a report under the next free name, which no other process gets meanwhile; returns it.
 * `onWhole` is called with the name just before the report appears there.
 *
 * @throws {ReportError} naming the file and the reason.
 */
export function writeNewReport(
  wanted: string,
  lines: () => Iterable<string>,
  onWhole: (path: string) => void = () => {},
): string {
  for (;;) {
    const path = freePath(wanted);
    try {
      writeReport(path, lines(), { isShared: true, onWhole: () => onWhole(path) });
      return path;
    } catch (error) {
      // Taken by another run since it was looked for.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** The path itself for 1, from 2 on with the number before its ending: `a.csv`, `a.2.csv`. */
export function numbered(path: string, n: number): string {
  const { dir, name, ext } = parse(path);
  return n === 1 ? path : join(dir, `${name}.${n}${ext}`);
}

/** `users.csv` and its reports `users.errors.csv`, `users.errors.2.csv` are all `users`. */
function stemOf(input: string): string {
  const name = basename(resolve(input));
  return (
    name.replace(/\.csv$/i, '').replace(/\.errors(\.interrupted)?(\.\d+)?$/, '') || 'faceenroll'
  );
}

/**
 * Writes the report's lines, readable by its owner alone. It appears under its name only
 * when it is whole and on the disk; `onWhole` is called just before.
 *
 * @throws {ReportError} naming the file and the reason.
 */
export function writeReport(
  path: string,
  lines: Iterable<string>,
  how: { readonly onWhole?: () => void; readonly isShared?: boolean } = {},
): void {
  try {
    writePrivateFile(path, lines, how);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('SQLITE_') || (how.isShared && code === 'EEXIST')) throw error;
    if (error instanceof FatalError) throw error;
    throw new ReportError(
      `the error report ${pathText(path)} cannot be written: ${writeProblem(error, 'name another file')}`,
    );
  }
}

/**
 * Removes a report that is out of date, if it is there.
 *
 * @throws {ReportError} naming the file and the reason.
 */
export function removeReport(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new ReportError(
      `the error report of an earlier run, ${pathText(path)}, cannot be removed: ${systemProblem(error)}`,
    );
  }
}
