import type { FastifyReply, FastifyRequest } from 'fastify';

/** Aborted when the client goes away before it has its answer. */
export function signalOf(_: FastifyRequest, { raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(new Error('the client has gone'));
  });
  return gone.signal;
}
