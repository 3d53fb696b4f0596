import type { Failure } from '../domain/failures.js';

/** The errors that are not the failure of a photo or a row; documented in the help topic "http". */
export const PROBLEMS = {
  INVALID_REQUEST: { status: 400, meaning: 'the request does not match the API description' },
  KEY_INVALID: { status: 401, meaning: 'there is no key, or it is wrong, revoked or expired' },
  SCOPE_MISSING: { status: 403, meaning: 'the key lacks the scope that this call needs' },
  NOT_FOUND: { status: 404, meaning: 'there is no such thing, or the key may not know of it' },
  METHOD_NOT_ALLOWED: { status: 405, meaning: 'the address is right and the method is not' },
  TOO_SLOW: { status: 408, meaning: 'the body came too slowly' },
  CONFLICT: { status: 409, meaning: 'what is stored does not allow it' },
  USER_EXISTS: { status: 409, meaning: 'there is a user with this external_id already' },
  COLLECTION_EXISTS: { status: 409, meaning: 'there is a collection of this name already' },
  NOBODY_ENROLLED: { status: 409, meaning: 'nobody in the collection has a template' },
  NO_TEMPLATE: { status: 409, meaning: 'the user has no template to compare with' },
  OTHER_ENCODER: {
    status: 409,
    meaning: "the templates were made with a model pack other than the server's",
  },
  THRESHOLD_UNKNOWN: {
    status: 409,
    meaning: 'nobody has measured what similarities of the model pack mean',
  },
  AUTO_ENROLL_UNSURE: { status: 409, meaning: 'no match is sure enough to be enrolled unseen' },
  RUN_NOT_ENDED: { status: 409, meaning: 'the run has not ended yet' },
  ROWS_NOT_KEPT: {
    status: 409,
    meaning: 'the rows that failed in the run are not stored any more',
  },
  IN_PROGRESS: {
    status: 409,
    meaning: 'a request with the same Idempotency-Key is being worked on',
  },
  PRECONDITION_FAILED: { status: 412, meaning: 'it was changed since the ETag of If-Match' },
  TOO_LARGE: { status: 413, meaning: 'a photo, a form or a body is above the limit' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, meaning: 'the body has another Content-Type' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    meaning: 'the Idempotency-Key came with another request before',
  },
  TOO_MANY_REQUESTS: { status: 429, meaning: 'the key, or the address, sends too many requests' },
  INTERNAL: { status: 500, meaning: 'the server failed; its log has the request ID' },
  LIVENESS_NOT_INSTALLED: {
    status: 422,
    meaning: 'the liveness check is asked for, but its model is not installed',
  },
  BUSY: { status: 503, meaning: 'the queue is full, or another program works on the database' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** What is told beside code and message. */
interface More {
  /** What to do. */
  readonly advice?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Seconds after which another attempt may succeed. */
  readonly retryAfter?: number;
  /** Methods that the address has. */
  readonly allow?: readonly string[];
  /** The only user whom it mentions. */
  readonly about?: string | undefined;
}

/** A request that is not done. The message is for whoever sent it, and names nobody. */
export class Problem extends Error implements More {
  override readonly name = 'Problem';
  readonly status: number;
  readonly advice?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly retryAfter?: number;
  readonly allow?: readonly string[];
  readonly about?: string;

  constructor(
    readonly code: ProblemCode | Failure['code'],
    message: string,
    more: More & { readonly status?: number } = {},
  ) {
    super(message);
    const { status, advice, details, retryAfter, allow, about } = more;
    this.status = status ?? statusOf(code);
    if (advice !== undefined) this.advice = advice;
    if (details !== undefined) this.details = details;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
    if (allow !== undefined) this.allow = allow;
    if (about !== undefined) this.about = about;
  }
}

/** Failures that are about who has the face, and not about the photo. */
const CONFLICTS: ReadonlySet<string> = new Set<Failure['code']>([
  'DUPLICATE_OF_ENROLLED_USER',
  'DUPLICATE_IN_BATCH',
  'IDENTITY_CHANGED',
  'ID_CHANGED',
  'PHOTOS_DISAGREE',
]);

/** Failures that another attempt with the same photo may not have. */
const TRANSIENT: ReadonlySet<string> = new Set<Failure['code']>(['TIMED_OUT', 'WORKER_CRASHED']);

/** The status of an answer with this code. */
export function statusOf(code: ProblemCode | Failure['code']): number {
  if (Object.hasOwn(PROBLEMS, code)) return PROBLEMS[code as ProblemCode].status;
  if (CONFLICTS.has(code)) return 409;
  return TRANSIENT.has(code) ? 503 : 422;
}
