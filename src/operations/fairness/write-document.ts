import { FatalError } from '../../domain/fatal-error.js';
import { writeProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';
import { writePrivateFile } from '../../store/private-file.js';
import { freePages } from '../report/html-place.js';

/**
 * Writes a report to look at and returns its path: with a number where a file is already, unless that
 * is a report of ours and to be replaced.
 *
 * @throws {FatalError} naming the file and the reason.
 */
export function writeDocument(
  wanted: string,
  pieces: () => Iterable<string>,
  replaces: boolean,
): string {
  for (;;) {
    const [path = wanted] = freePages(wanted, 1, replaces);
    try {
      writePrivateFile(path, pieces(), { isShared: !replaces });
      return path;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Taken by another process since it was looked for.
      if (code === 'EEXIST' && !replaces) continue;
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      throw new FatalError(`${quotedPath(path)} cannot be written: ${writeProblem(error)}`);
    }
  }
}
