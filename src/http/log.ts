import type { FastifyInstance } from 'fastify';

/**
 * A line for each request that was answered. It has the pattern of the address, and not the
 * address: that has user IDs.
 */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, key, routeOptions } = request;
    request.log.info(
      {
        ...{ method, route: routeOptions.url ?? null, status: reply.statusCode },
        ...{ key: key?.keyId ?? null, ms: Math.round(reply.elapsedTime) },
      },
      'answered',
    );
  });
}
