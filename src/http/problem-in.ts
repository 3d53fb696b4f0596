import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';
import { isForOperator, problemOf } from './problem-of.js';
import { GONE } from './signal-of.js';

/** What a request is told of an error; what is nobody's fault but ours goes to the log whole. */
export function problemIn(error: unknown, request: FastifyRequest): Problem {
  const problem = hasGone(request) ? GONE : problemOf(error);
  if (!problem || isForOperator(error)) request.log.error({ err: error }, 'a request failed');
  return problem ?? new Problem('INTERNAL', 'the server failed');
}

/** Whether the client has left before it had sent all. */
function hasGone({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete;
}
