import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What a request for an address is told that no route has, or not with this method. */
export function noSuchAddress(app: FastifyInstance, { method, url }: FastifyRequest): Problem {
  const [path = ''] = url.split('?');
  const others = METHODS.filter(
    (one) => one !== method && app.findRoute({ method: one, url: path }),
  );
  if (others.length === 0) return new Problem('NOT_FOUND', 'there is no such address');
  const [last = '', ...before] = [...others].reverse();
  const named =
    before.length === 0 ? `${last} is` : `${before.reverse().join(', ')} and ${last} are`;
  return new Problem('METHOD_NOT_ALLOWED', `${method} is not allowed here: ${named}`, {
    allow: others,
  });
}
