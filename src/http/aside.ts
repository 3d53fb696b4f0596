import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isLoopback, type Proxies } from './peers.js';
import { Problem } from './problem.js';

/** What operators ask for, and callers hardly do. */
const OPERATORS = /^\/(?:metrics|openapi\.json|docs(?:\/.*)?)$/;

/** Both listeners tell that the server lives. */
const HEALTH = /^\/(?:healthz|readyz)$/;

/**
 * Puts metrics and documentation on a listener of their own, whose requests are in `aside`. Without
 * one metrics are for programs of this machine alone, as far as no proxy asks for somebody else.
 */
export function separate(
  app: FastifyInstance,
  proxies: Proxies,
  aside: WeakSet<IncomingMessage> | undefined,
): void {
  app.addHook('onRequest', async (request) => {
    const url = request.routeOptions.url ?? '';
    const isHere = aside ? aside.has(request.raw) === OPERATORS.test(url) : url !== '/metrics';
    if (isHere || HEALTH.test(url)) return;
    if (!aside && isNear(app, request, proxies)) return;
    throw new Problem('NOT_FOUND', 'there is no such address');
  });
}

const OF_PROXIES = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'];

function isNear(app: FastifyInstance, { raw, headers }: FastifyRequest, proxies: Proxies): boolean {
  const { remoteAddress } = raw.socket;
  if (!isLoopback(remoteAddress) || proxies.includes(remoteAddress, app.server)) return false;
  return OF_PROXIES.every((name) => headers[name] === undefined);
}
