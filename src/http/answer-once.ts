import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestName } from '../operations/serving/kept-answers.js';
import type { Answer } from './answer.js';
import type { Key } from './caller.js';
import { fingerprintOf } from './fingerprint.js';
import { idempotencyKeyOf, type Keep, once } from './idempotency.js';
import type { Problem } from './problem.js';
import { sendAsIs, sentOf } from './sent.js';
import type { Server } from './server.js';
import type { Form } from './uploads.js';

/** The name of a request that is to be done once; undefined for any other. */
export function nameOf(request: FastifyRequest, { keyId }: Key): RequestName | undefined {
  const idempotencyKey = request.method === 'POST' ? idempotencyKeyOf(request) : undefined;
  return idempotencyKey === undefined ? undefined : { keyId, idempotencyKey };
}

/** A request with a name, read. */
export interface NamedAsk {
  readonly name: RequestName;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly form: Form;
  /** The collection that it works in, if in one. */
  readonly collection: string | undefined;
  /** What a problem is answered with. */
  readonly tell: (problem: Problem) => Answer;
}

/**
 * Answers a request, or a repetition of it as it was answered.
 *
 * @throws {Problem} while it is being worked on, or if its name was another request's.
 */
export async function answerOnce(
  { repeats }: Server,
  { name, request, reply, form, collection, tell }: NamedAsk,
  work: (keep: Keep) => Promise<Answer> | Answer,
): Promise<FastifyReply> {
  const end = repeats.begin(name);
  try {
    const fingerprint = await fingerprintOf(request, form);
    const write = (answer: Answer) => sentOf(reply, answer);
    const named = { name, fingerprint, collection, log: request.log, write, tell };
    return sendAsIs(reply, await once(repeats, named, work));
  } finally {
    end();
  }
}
