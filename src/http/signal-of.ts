import type { FastifyReply } from 'fastify';
import { Problem } from './problem.js';

/** For the log alone: nobody reads this answer. */
export const GONE = new Problem('INVALID_REQUEST', 'the client has gone', { status: 408 });

/** Aborted when the client goes away before it has its answer. */
export function signalOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(GONE);
  });
  return gone.signal;
}
