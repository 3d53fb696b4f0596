import { FatalError } from '../../../domain/fatal-error.js';
import { isForbidden, isMissing, isOfServer, problemOf } from '../../../postgres/away.js';
import type { Link } from '../../../postgres/link.js';
import { notAllowed } from './format.js';

/** How pg-boss says that a queue is not there, and PostgreSQL that a job's is not. */
const NO_QUEUE = /^(PGBOSS_QUEUE_NOT_FOUND|23503)$/;

/** What is told of an error that ends the use of a queue, whatever statement has met with it. */
export function queueProblem(link: Pick<Link, 'shown'>, error: unknown): unknown {
  if (error instanceof FatalError) return error;
  if (isMissing(error) || isWithoutQueue(error)) {
    return new FatalError(
      `the queue at ${link.shown} was deleted or made again while this program used it: run the same command again`,
      { cause: error },
    );
  }
  if (isForbidden(error)) return notAllowed(link, error);
  if (!isOfServer(error)) return error;
  return new FatalError(`PostgreSQL at ${link.shown} refuses: ${problemOf(error)}`, {
    cause: error,
  });
}

function isWithoutQueue(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: { code?: unknown } };
  return NO_QUEUE.test(String(code ?? cause?.code));
}
