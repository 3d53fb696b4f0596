import { FAILURES, type Failure } from '../domain/failures.js';
import { FatalError, NotFoundError, UsageError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';
import { adviceOf } from './advice.js';
import { Problem, type ProblemCode } from './problem.js';
import { problemOfRefusal } from './refused.js';

/** Failures whose message says who else has a face or a user ID. */
const NAMES_OTHERS: ReadonlySet<string> = new Set<Failure['code']>([
  'DUPLICATE_OF_ENROLLED_USER',
  'DUPLICATE_IN_BATCH',
  'IDENTITY_CHANGED',
  'ID_CHANGED',
  'USER_NOT_FOUND',
  'USER_ID_DUPLICATED',
]);

/**
 * The failure of a photo or a row as a caller is told it.
 *
 * @param mayRead whether the caller may know of other users; if not, none is named
 */
export function toldFailure(failure: Failure, mayRead: boolean): Failure {
  const { code, message } = failure;
  if (mayRead || !NAMES_OTHERS.has(code)) return { code, message, advice: adviceOf(failure) };
  const { meaning, advice } = FAILURES[code];
  return { code, message: meaning, advice: adviceOf({ code, advice }) };
}

/** The same, for a request that was about this photo alone. */
export function problemOfPhoto(failure: Failure, mayRead: boolean): Problem {
  const { code, message, advice } = toldFailure(failure, mayRead);
  return new Problem(code, message, { advice });
}

/** The same, for a request that did nothing else than enroll this user. */
export function problemOfFailure(failure: Failure, mayRead: boolean, userId: string): Problem {
  const { code, message, advice } = toldFailure(failure, mayRead);
  return new Problem(code, message, { advice, about: onlyUser(userId, code, mayRead) });
}

/** The user whom alone a failure or a flag mentions, as it is told; undefined if there are others. */
export function onlyUser(userId: string, code: string, mayRead: boolean): string | undefined {
  return mayRead && NAMES_OTHERS.has(code) ? undefined : userId;
}

/** What fastify and its plugins refuse, by their codes. */
const REFUSED: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_BAD_URL: ['INVALID_REQUEST', 'the address is not percent-encoded UTF-8'],
  FST_ERR_MAX_PARAM_LENGTH: ['NOT_FOUND', 'there is no such address: a part of it is too long'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['TOO_LARGE', 'the body is too large'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['INVALID_REQUEST', 'the body is empty, and must be JSON'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['INVALID_REQUEST', 'the body is not JSON'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json'],
  FST_INVALID_JSON_FIELD_ERROR: ['INVALID_REQUEST', 'a part of the form is not JSON'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    'UNSUPPORTED_MEDIA_TYPE',
    'the body must be multipart/form-data',
  ],
  FST_REQ_FILE_TOO_LARGE: ['TOO_LARGE', 'a file of the form is too large'],
  FST_PARTS_LIMIT: ['TOO_LARGE', 'the form has too many parts'],
  FST_FILES_LIMIT: ['TOO_LARGE', 'the form has too many files'],
  FST_FIELDS_LIMIT: ['TOO_LARGE', 'the form has too many fields'],
};

/** What the reader of forms says of one that is none; its errors have no codes. */
const OF_FORMS = /unexpected end of multipart data$|^Multipart: Boundary not found$/i;

/** There is no such thing, or the caller may not know of it: one answer for both. */
export function notFound(thing: NotFoundError['thing'] | 'job', wanted: string): Problem {
  const advice = thing === 'collection' && {
    advice: 'GET /api/v1/collections lists those that the key may use.',
  };
  return new Problem('NOT_FOUND', `there is no ${thing} ${quoted(wanted)}`, { ...advice });
}

/** Seconds after which whoever was told that the server is busy should ask again. */
const TRY_AGAIN_AFTER = 2;

/** The same where workers are started again, or more of them. */
const TRY_AGAIN_UNSTAFFED = 15;

/** The same where somebody has to give the server another key. */
const TRY_AGAIN_LATER = 60;

/**
 * Whether somebody has to see to the server, although it has not failed: the key of the database
 * was changed while it was open.
 */
export function isForOperator(error: unknown): boolean {
  return error instanceof FatalError && error.name === 'KeyError';
}

/** What a caller is told of an error; undefined for one that is nobody's but ours. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof NotFoundError) return notFound(error.thing, error.wanted);
  if (error instanceof FatalError) return problemOfFatal(error);
  const { code, statusCode, message } = (error ?? {}) as {
    readonly code?: string;
    readonly statusCode?: number;
    readonly message?: string;
  };
  const known = REFUSED[code ?? ''];
  if (known) return new Problem(...known);
  if (OF_FORMS.test(message ?? '')) {
    return new Problem('INVALID_REQUEST', 'the form is incomplete, or is none');
  }
  if (statusCode === undefined || statusCode >= 500) return undefined;
  return new Problem('INVALID_REQUEST', message ?? 'the request cannot be read', {
    status: statusCode,
  });
}

/** The messages are for the operator, who finds them in the log: they name files and options. */
function problemOfFatal(error: FatalError): Problem | undefined {
  const { name, refusal } = error;
  if (refusal?.code === 'USER_ID_REFUSED') {
    const { code, message, advice } = toldFailure(refusal.failure, true);
    return new Problem(code, message, { advice });
  }
  if (refusal) return problemOfRefusal(refusal);
  if (name === 'DatabaseBusyError' || name === 'ServiceBusyError') {
    const problem = 'the queue is full, or another program works on the database';
    return new Problem('BUSY', problem, { retryAfter: TRY_AGAIN_AFTER });
  }
  if (name === 'UnstaffedError') {
    const problem = 'nothing can be extracted at the moment: the server has no worker';
    return new Problem('BUSY', problem, { retryAfter: TRY_AGAIN_UNSTAFFED });
  }
  if (isForOperator(error)) {
    const problem =
      'the server cannot read its database with its key: its log tells the operator what to do';
    return new Problem('BUSY', problem, { retryAfter: TRY_AGAIN_LATER });
  }
  if (error instanceof UsageError) {
    return new Problem('INVALID_REQUEST', 'the request asks for something that is not possible');
  }
  return undefined;
}
