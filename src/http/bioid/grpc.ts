import { z } from 'zod';
import type { Answer } from '../answer.js';
import { Problem } from '../problem.js';
import { isForOperator, problemOf } from '../problem-of.js';
import { headersOf } from '../told.js';

/** Codes of gRPC by the HTTP status that an answer has. */
const CODES: Readonly<Record<number, number>> = {
  400: 3, // INVALID_ARGUMENT
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  404: 5, // NOT_FOUND
  405: 12, // UNIMPLEMENTED
  408: 4, // DEADLINE_EXCEEDED
  413: 8, // RESOURCE_EXHAUSTED
  415: 3,
  429: 8,
  500: 13, // INTERNAL
  503: 14, // UNAVAILABLE
};

const PRECONDITIONS: ReadonlySet<number> = new Set([409, 412, 422]);

const CANCELLED = 1;
const UNKNOWN = 2;
const FAILED_PRECONDITION = 9;

/** An error as this interface tells it. */
export const grpcError = z
  .object({
    code: z
      .int()
      .describe(
        'the code of gRPC: 1 cancelled, 3 invalid argument, 4 too slow, 5 not found, 7 permission denied, 8 too large or too often, 9 what is stored does not allow it, 12 no such method, 13 internal, 14 unavailable, 16 unauthenticated',
      ),
    message: z.string(),
  })
  .meta({ id: 'GrpcError' });

/** The answer for an error; `isOurs` when nobody else is to blame, and the log must have it. */
export function grpcAnswer(error: unknown, isCancelled: boolean): Answer & { isOurs: boolean } {
  if (isCancelled) {
    return { ...answer(408, CANCELLED, 'the client cancelled the request'), isOurs: false };
  }
  const problem = problemOf(error);
  const known = problem ?? new Problem('INTERNAL', 'the server failed');
  const { status, message } = known;
  const headers = headersOf(known, 'Bearer');
  // What gRPC calls a failed precondition, HTTP tells as a bad request.
  const told = PRECONDITIONS.has(status)
    ? answer(400, FAILED_PRECONDITION, message)
    : answer(status, CODES[status] ?? UNKNOWN, message);
  return { ...told, headers, isOurs: problem === undefined || isForOperator(error) };
}

function answer(status: number, code: number, message: string): Answer {
  return { status, body: { code, message } };
}
