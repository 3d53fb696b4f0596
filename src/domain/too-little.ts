import { MEANINGS, problemText } from './problem-texts.js';

/** What libraries and the system say if there is too little memory; ONNX Runtime says the number. */
const MEMORY =
  /out of memory|ENOMEM|SQLITE_NOMEM|bad[ _]alloc|cannot allocate memory|allocation failed|failed to (?:allocate|reserve)|failed to map segment|memory_allocation_failed|ERR_WORKER_INIT_FAILED|system error number 12\b/i;

/** The same for open files. */
const FILES = /\bEMFILE\b|too many open files|system error number 2[34]\b/i;

/**
 * If an error is caused by too little memory or too few open files: what it says about that, and
 * what to do; undefined for any other error.
 *
 * @param text all that is known of the error: its message, its code, the last output of a process
 */
export function tooLittle(text: string): string | undefined {
  if (FILES.test(text)) return problemText(MEANINGS.EMFILE);
  return MEMORY.test(text) ? problemText(MEANINGS.ENOMEM) : undefined;
}
