import { FatalError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { quotedPath } from '../domain/text.js';

/**
 * A folder or CSV is unusable as a whole: the run cannot begin or continue. The message names the
 * file, the problem and the remedy. Problems of one row or photo are a `Failure` instead.
 */
export class SourceError extends FatalError {
  override readonly name = 'SourceError';
}

/** The error for a file or folder that cannot be opened or read. */
export function unreadable(path: string, error: unknown): SourceError {
  return new SourceError(`${quotedPath(path)} ${unreadableBecause(error)}`, { cause: error });
}

/** The code of a system error ('ENOENT'); '' for any other error. */
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
