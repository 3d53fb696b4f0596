import type { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import pino, { type Logger } from 'pino';

export type Log = Logger;

/** A log of one JSON object a line. */
export function logTo(stream: Writable, level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}

/** What probes ask every few seconds. */
const PROBED: readonly (string | undefined)[] = ['/healthz', '/readyz', '/metrics'];

/**
 * A line for each request that was answered. It has the pattern of the address, and not the
 * address: that has user IDs.
 */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, key, routeOptions } = request;
    const isUsual = PROBED.includes(routeOptions.url) && reply.statusCode < 400;
    request.log[isUsual ? 'debug' : 'info'](
      {
        ...{ method, route: routeOptions.url ?? null, status: reply.statusCode },
        ...{ key: key?.keyId ?? null, ms: Math.round(reply.elapsedTime) },
      },
      'answered',
    );
  });
}
