import { existsSync } from 'node:fs';
import { basename, join, parse, resolve } from 'node:path';
import { FatalError } from '../domain/fatal-error.js';
import { writePrivateFile } from './private-file.js';

/** The error report cannot be written. */
class ReportError extends FatalError {
  override readonly name = 'ReportError';
}

/**
 * The path for an error report: the named one, or the input's name with `.errors.csv`
 * in the working folder. Where a file is already, the next free number is put before
 * the ending, since an older report is never overwritten.
 */
export function reportPath(input: string, named: string | undefined): string {
  const wanted = resolve(named ?? join('.', `${stemOf(input)}.errors.csv`));
  const { dir, name, ext } = parse(wanted);
  for (let n = 1; ; n += 1) {
    const path = n === 1 ? wanted : join(dir, `${name}.${n}${ext}`);
    if (!existsSync(path)) return path;
  }
}

/** `users.csv` and its reports `users.errors.csv`, `users.errors.2.csv` are all `users`. */
function stemOf(input: string): string {
  const name = basename(resolve(input));
  return name.replace(/\.csv$/i, '').replace(/\.errors(\.\d+)?$/, '') || 'faceenroll';
}

/**
 * Writes the report's lines, readable by its owner alone. It appears under its name only
 * when it is whole.
 *
 * @throws {ReportError} naming the file and the reason.
 */
export function writeReport(path: string, lines: Iterable<string>): void {
  try {
    writePrivateFile(path, lines);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ReportError(
      `the error report cannot be written: ${reason}; name another file with --errors`,
    );
  }
}
