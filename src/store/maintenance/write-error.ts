import { FatalError } from '../../domain/fatal-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'it is larger than files may be',
  SQLITE_FULL: 'the disk is full',
  EACCES: 'the folder cannot be written',
  EPERM: 'the folder cannot be written',
  EROFS: 'the file system is read-only',
  EIO: 'the disk does not answer',
};

/**
 * What an error of the system means when a file is written: its name, what happened, and
 * what to do. Any other error is returned as it is.
 */
export function writeErrorOf(what: string, advice: string, error: unknown): unknown {
  if (error instanceof FatalError || !(error instanceof Error)) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  const reason =
    REASONS[code] ?? (/^SQLITE_IOERR|^E[A-Z]+$/.test(code) ? error.message : undefined);
  if (reason === undefined) return error;
  return new FatalError(`${what} cannot be written: ${reason}; ${advice}`);
}
