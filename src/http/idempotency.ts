import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AtWork, KeptAnswer, RequestName } from '../operations/serving/kept-answers.js';
import type { Answer } from './answer.js';
import { Problem } from './problem.js';
import { problemOf } from './problem-of.js';
import type { Repeats } from './repeats.js';
import type { Sent } from './sent.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The header as the description has it. */
export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(KEY)
    .optional()
    .describe(
      'A name of your own for this request, 1 to 255 visible ASCII characters. A repetition with ' +
        'the same name and content within 24 hours is not done again: it gets the answer of the ' +
        'first, with Idempotency-Replayed: true. Answers 401, 408, 429 and 5xx are not kept. If ' +
        'the server is killed, a face is enrolled once all the same; other requests may be done ' +
        'again.',
    ),
});

/** The name of a request; undefined if it has none. @throws {Problem} for one that is not allowed. */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && KEY.test(key))) return key as string;
  throw new Problem('INVALID_REQUEST', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
}

/** Keeps the answer that `make` gives, or the problem that it throws, in the transaction at work. */
export type Keep = (store: AtWork, make: () => Answer) => void;

/** A request that has a name. */
export interface NamedRequest {
  readonly name: RequestName;
  readonly fingerprint: string;
  readonly collection: string | undefined;
  readonly log: FastifyBaseLogger;
  /** An answer to the byte. */
  write(answer: Answer): Sent;
  /** What a problem is answered with. */
  tell(problem: Problem): Answer;
}

/**
 * Does a request, unless it was done before: then it is answered as it was.
 *
 * What enrolls keeps its answer in its own transaction, through `keep`: if the process is killed, a
 * repetition finds the answer, or does the work, never both. The answer of anything else is kept
 * when its transaction is committed: if the process is killed in between, a repetition does it
 * again. That is harmless for what most of them do (search, set, rename), and what creates finds
 * its work done and says so.
 */
export async function once(
  repeats: Repeats,
  request: NamedRequest,
  work: (keep: Keep) => Promise<Answer> | Answer,
): Promise<Sent> {
  const { name, fingerprint, log } = request;
  const before = repeats.find(name, fingerprint);
  if (before) return replayOf(before);
  let isKept = false;
  const keep: Keep = (store, make) => {
    const answer = answered(request, make);
    if (!isFinal(answer)) return;
    repeats.keepIn(store, name, keptOf(request, answer, repeats.instant()));
    isKept = true;
  };
  try {
    const answer = await answeredLater(request, () => work(keep));
    if (answer.holds) {
      repeats.hold(name, keptOf(request, answer, repeats.instant()), answer.holds);
    } else if (!isKept && isFinal(answer)) {
      // It is done, whether its answer is kept or not.
      await repeats.keep(name, keptOf(request, answer, repeats.instant())).catch((err) => {
        log.error({ err }, 'an answer could not be kept for a repetition');
      });
    }
    return request.write(answer);
  } catch (error) {
    // Another server on this database may have been quicker: nothing of this request is stored then.
    const other = repeats.find(name, fingerprint);
    if (other) return replayOf(other);
    throw error;
  }
}

/** Whether another attempt would end in the same way. */
function isFinal({ status, holds }: Answer): boolean {
  return !holds && status < 500 && ![401, 408, 429].includes(status);
}

function keptOf(
  { fingerprint, collection, write }: NamedRequest,
  answer: Answer,
  createdAt: string,
): KeptAnswer {
  return {
    ...{ requestSha256: fingerprint, collection: collection ?? null, createdAt },
    userId: collection === undefined ? null : (answer.about ?? null),
    ...write(answer),
  };
}

function replayOf({ status, headers, body }: KeptAnswer): Sent {
  return { status, headers: { ...headers, 'idempotency-replayed': 'true' }, body };
}

function answered(request: NamedRequest, make: () => Answer): Answer {
  try {
    return make();
  } catch (error) {
    return tellOf(request, error);
  }
}

async function answeredLater(
  request: NamedRequest,
  make: () => Promise<Answer> | Answer,
): Promise<Answer> {
  try {
    return await make();
  } catch (error) {
    return tellOf(request, error);
  }
}

/** @throws the error, if it is nobody's fault but ours. */
function tellOf({ tell }: NamedRequest, error: unknown): Answer {
  const problem = problemOf(error);
  if (!problem) throw error;
  return tell(problem);
}
