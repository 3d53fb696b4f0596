import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { responseOf } from './route-schema.js';
import type { Server } from './server.js';

const state = z
  .object({ status: z.enum(['ok', 'not ready']), reason: z.string().optional() })
  .meta({ id: 'State' });

/** Whether the server lives, and whether it can do its work; for load balancers, without a key. */
export function addHealth(app: FastifyInstance, { service }: Server): void {
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: {
      ...{
        operationId: 'getHealth',
        summary: 'Tell whether the server is alive.',
        tags: ['server'],
      },
      response: { 200: responseOf(200, state) },
      security: [],
    },
    handler: async () => ({ status: 'ok' as const }),
  });
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      operationId: 'getReadiness',
      ...{ summary: 'Tell whether the database and the models are ready.', tags: ['server'] },
      response: { 200: responseOf(200, state), 503: responseOf(503, state) },
      security: [],
    },
    handler: async (_, reply) => {
      const reason = await service.whyNotReady();
      if (reason === undefined) return { status: 'ok' as const };
      return reply.code(503).send({ status: 'not ready' as const, reason });
    },
  });
}
