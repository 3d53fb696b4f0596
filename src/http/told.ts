import { FAILURES, type Failure } from '../domain/failures.js';
import type { Answer } from './answer.js';
import { PROBLEMS, type Problem, type ProblemCode } from './problem.js';

const PROBLEM_JSON = 'application/problem+json';

/**
 * A problem as its caller is told: in the envelope of the interface, or as RFC 9457 has it where
 * `accept` asks for that.
 */
export function told(problem: Problem, requestId: string, accept: string | undefined): Answer {
  const { code, message, advice, details } = errorOf(problem);
  const { status, retryAfter, about } = problem;
  const headers = {
    ...(retryAfter !== undefined && { 'retry-after': String(Math.ceil(retryAfter)) }),
    ...(status === 401 && { 'www-authenticate': 'ApiKey realm="faceenroll"' }),
  };
  if (!accept?.includes(PROBLEM_JSON)) {
    const error = { code, message, advice, details };
    return { status, headers, about, body: { success: false, error, request_id: requestId } };
  }
  const body = {
    type: 'about:blank',
    title: titleOf(code),
    status,
    detail: message,
    code,
    advice,
    details,
  };
  return {
    ...{ status, about },
    headers: { ...headers, 'content-type': PROBLEM_JSON },
    body: { ...body, request_id: requestId },
  };
}

/** The member `error` of an answer. */
export function errorOf({ code, message, advice, details }: Problem) {
  return { code, message, advice: advice ?? null, details: details ? { ...details } : null };
}

function titleOf(code: Problem['code']): string {
  if (Object.hasOwn(PROBLEMS, code)) return PROBLEMS[code as ProblemCode].meaning;
  return FAILURES[code as Failure['code']].meaning;
}
