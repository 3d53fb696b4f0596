import { MEANINGS, problemText } from './problem-texts.js';

/** What libraries and the system say where there is too little memory. */
const MEMORY =
  /out of memory|ENOMEM|SQLITE_NOMEM|bad[ _]alloc|cannot allocate memory|allocation failed|failed to (?:allocate|reserve)|failed to map segment|memory_allocation_failed|ERR_WORKER_INIT_FAILED/i;

/** And where too few files may be open. */
const FILES = /\bEMFILE\b|too many open files/i;

/**
 * What an error says of memory or open files, where its cause is too little of those, and what
 * to do; undefined of any other error.
 *
 * @param text all that is known of the error: its message, its code, the last words of a process
 */
export function tooLittle(text: string): string | undefined {
  if (FILES.test(text)) return problemText(MEANINGS.EMFILE);
  return MEMORY.test(text) ? problemText(MEANINGS.ENOMEM) : undefined;
}
