import { FatalError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { quotedPath } from '../domain/text.js';

/**
 * What makes a folder or a CSV unusable as a whole: the run cannot begin or go on.
 * The message names the file, what is wrong with it and what to do. What is wrong
 * with one row or one photo is a `Failure`, never this.
 */
export class SourceError extends FatalError {
  override readonly name = 'SourceError';
}

/** The error of a file or folder that the system would not let us open or read. */
export function unreadable(path: string, error: unknown): SourceError {
  return new SourceError(`${quotedPath(path)} ${unreadableBecause(error)}`, { cause: error });
}

/** The code of a system error ('ENOENT'), or '' for any other error. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}

function unreadableBecause(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'does not exist: check the path';
    case 'ENOTDIR':
      return `does not exist: ${systemProblem(error)}`;
    default:
      return `cannot be read: ${systemProblem(error)}`;
  }
}
