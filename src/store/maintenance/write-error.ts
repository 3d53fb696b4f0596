import { FatalError } from '../../domain/fatal-error.js';
import { writeProblem } from '../../domain/system-problem.js';

/**
 * What an error of the system means when a file is written: its name, what happened, and
 * what to do, then the note. Any other error is returned as it is.
 */
export function writeErrorOf(what: string, advice: string, error: unknown, note = ''): unknown {
  if (error instanceof FatalError || !(error instanceof Error)) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  if (!/^SQLITE_(FULL|IOERR)|^E[A-Z]+$/.test(code)) return error;
  return new FatalError(`${what} cannot be written: ${writeProblem(error, advice)}${note}`);
}
