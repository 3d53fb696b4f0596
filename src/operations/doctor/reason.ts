import { FatalError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { printable } from '../../domain/text.js';

/** What an error says, in one printable line. */
export function reasonOf(error: unknown): string {
  return error instanceof FatalError ? printable(error.message) : systemProblem(error);
}
