import { against } from '../domain/against.js';
import { FatalError } from '../domain/fatal-error.js';
import { tooLittle } from '../domain/too-little.js';
import { unopened } from '../models/unopened.js';
import { limits } from './limits.js';
import type { Unopened } from './messages.js';
import type { ProcessEnd } from './process-listener.js';

/** Files that the worker process and each thread open on the way to their models, with some to spare. */
const FILES_OF_PROCESS = 40;
const FILES_OF_THREAD = 8;

/** The error of a pool whose process ended on every start before its models were open. */
export function cannotStart(how: string, threads: number, starts: number): FatalError {
  const lacking = tooLittle(how) ?? tooLittle(likelyLack(threads));
  return new FatalError(
    lacking === undefined
      ? `the worker process ended ${starts} times before its models were open (${how}); see "faceenroll models verify"`
      : `the worker process cannot open its models: ${lacking}, or use fewer threads (--workers ${threads} now)`,
  );
}

/** The error of a pool whose process could not open a model. */
export function cannotOpen({ path, words }: Unopened, threads: number): FatalError {
  // Of too little memory the file is not the cause.
  return tooLittle(words) === undefined ? unopened(path, words) : cannotStart(words, threads, 1);
}

/** Native code that gets no more memory or files dies silently; names the likely lack. */
function likelyLack(threads: number): string {
  const { openFiles, addressSpace } = limits();
  if (openFiles < FILES_OF_PROCESS + FILES_OF_THREAD * threads) return 'EMFILE';
  return Number.isFinite(addressSpace) ? 'ENOMEM' : '';
}

/** The error of a pool whose first photos all ended the process. */
export function alwaysEnds({ how, silent }: ProcessEnd, photos: number): FatalError {
  const what = silent ? 'stopped' : 'crashed';
  return new FatalError(
    `each of the first ${photos} photos ${what} the worker process (${how}): it is hardly for the photos`,
  );
}

/** The error of a process that ended while trying its models. */
export function endedAtTrial({ how, silent }: ProcessEnd): FatalError {
  return new FatalError(`the worker process ${silent ? 'stopped answering' : 'crashed'} (${how})`);
}

/** The error of a memory limit that the models alone exceed. */
export function tooLittleMemory(bytes: number, limit: number): FatalError {
  const rounded = against(bytes / 1e6, limit / 1e6, 0);
  return new FatalError(
    `--max-memory ${rounded.limit} is too little: with its models open the worker process holds ${rounded.value} MB; allow more, or use fewer threads (--workers)`,
  );
}
