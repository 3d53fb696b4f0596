import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.js';

const REASON = 'the server is stopping';

/** Requests that come on open connections while the server stops are told to come again; no connection stays. */
export function refuseWhenStopping(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
  });
  app.addHook('onSend', async (_, reply) => {
    if (isStopping) reply.header('connection', 'close');
  });
  app.addHook('onRequest', async ({ routeOptions }, reply) => {
    if (!isStopping || routeOptions.url === '/healthz') return;
    if (routeOptions.url !== '/readyz') throw new Problem('BUSY', REASON, { retryAfter: 5 });
    return reply.code(503).send({ status: 'not ready', reason: REASON });
  });
}
