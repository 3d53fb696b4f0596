import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';

/** Which folder, since it may be one in the folder that is watched, and why. */
export function unreadable(error: unknown, folder: string): string {
  const { code, path } = error as NodeJS.ErrnoException;
  const shown = quotedPath(typeof path === 'string' ? path : folder);
  if (code === 'ENOTDIR') return `${shown} is not a folder`;
  return `${shown} cannot be read (${systemProblem(error)})`;
}

/** Of files, or of the database: a bug has another code, or none. */
export function isOfSystem(error: unknown): boolean {
  return /^(E(?!RR_)[A-Z]|SQLITE_)/.test(String((error as { code?: unknown } | undefined)?.code));
}

/** Of the signal that ends the watch. */
export function isAbort(error: unknown, { aborted, reason }: AbortSignal): boolean {
  return (
    aborted && (error === reason || (error as { code?: unknown } | undefined)?.code === 'ABORT_ERR')
  );
}
