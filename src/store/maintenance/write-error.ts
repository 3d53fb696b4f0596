import { FatalError } from '../../domain/fatal-error.js';
import { writeProblem } from '../../domain/system-problem.js';

/**
 * Turns a system error into one that names the file being written, says what happened and what to
 * do, then adds the note; returns any other error as it is.
 */
export function writeErrorOf(what: string, advice: string, error: unknown, note = ''): unknown {
  if (error instanceof FatalError || !(error instanceof Error)) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  if (!/^SQLITE_(FULL|IOERR)|^E[A-Z]+$/.test(code)) return error;
  return new FatalError(`${what} cannot be written: ${writeProblem(error, advice)}${note}`);
}
