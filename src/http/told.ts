import { FAILURES, type Failure } from '../domain/failures.js';
import type { Answer } from './answer.js';
import { PROBLEMS, type Problem, type ProblemCode } from './problem.js';
import { asFields } from './snake.js';

const PROBLEM_JSON = 'application/problem+json';

/**
 * A problem as its caller is told: in the envelope of the interface, or as RFC 9457 has it where
 * `accept` asks for that.
 */
export function told(problem: Problem, requestId: string, accept: string | undefined): Answer {
  const { code, message, advice, details } = errorOf(problem);
  const { status, about } = problem;
  const headers = headersOf(problem, 'ApiKey');
  if (!isAccepted(accept, PROBLEM_JSON)) {
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

/** Headers of an answer that tells a problem; `scheme` is how a client says who it is. */
export function headersOf(
  { status, retryAfter, allow }: Problem,
  scheme: 'ApiKey' | 'Bearer',
): Readonly<Record<string, string>> {
  return {
    ...(retryAfter !== undefined && { 'retry-after': String(Math.ceil(retryAfter)) }),
    ...(allow && { allow: allow.join(', ') }),
    ...(status === 401 && { 'www-authenticate': `${scheme} realm="faceenroll"` }),
  };
}

/** Whether a header Accept names a media type, with a weight that is not 0. */
function isAccepted(accept: string | undefined, type: string): boolean {
  return (accept ?? '').split(',').some((range) => {
    const [name = '', ...parameters] = range.split(';').map((text) => text.trim().toLowerCase());
    return name === type && !parameters.some((one) => /^q=0(?:\.0*)?$/.test(one));
  });
}

/** The member `error` of an answer. */
export function errorOf({ code, message, advice, details }: Problem) {
  return { code, message, advice: advice ?? null, details: details ? { ...details } : null };
}

function titleOf(code: Problem['code']): string {
  if (Object.hasOwn(PROBLEMS, code)) return PROBLEMS[code as ProblemCode].meaning;
  return asFields(FAILURES[code as Failure['code']].meaning);
}
