import { messageOf } from './text.js';
import { tooLittle } from './too-little.js';

/** What the codes of system errors mean for who named a file, for behind a colon. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'your share of the disk is full',
  EFBIG: 'the system limits the size of files (ulimit -f): raise the limit',
  EIO: 'the system reports a read or write error: look whether it is a file, and its disk sound',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too few open files are allowed: raise the limit, as with "ulimit -n 1024"',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open on this machine',
  ENODEV: 'its disk is gone',
  ENOENT: 'it does not exist',
  ENOMEM: 'there is too little memory',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file, not a folder',
  ENXIO: 'it is not an ordinary file',
  EPERM: 'permission denied',
  EROFS: 'its disk is read-only',
  ESTALE: 'its network drive was taken away meanwhile',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
  ERR_MEMORY_ALLOCATION_FAILED: 'there is too little memory',
};

/**
 * Why a file cannot be opened, read or written, in one line for behind a colon. The path is
 * not told: whoever tells the problem names the file as the operator did.
 */
export function systemProblem(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  const known = typeof code === 'string' && Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : '';
  if (known) return known;
  const lacking = tooLittle(messageOf(error));
  if (lacking !== undefined) return lacking;
  // "EPIPE: broken pipe, write", "EXDEV: cross-device link not permitted, rename 'a' -> 'b'"
  const [, name, text] = /^([A-Z0-9]+): ([^,]+), \w+/.exec(messageOf(error)) ?? [];
  return name === undefined ? messageOf(error) : `${text} (${name})`;
}
