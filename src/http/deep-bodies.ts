import type { FastifyInstance } from 'fastify';
import { isDeeper, MAX_JSON_DEPTH } from '../domain/json-object.js';
import { Problem } from './problem.js';

/** Refuses JSON that cannot be stored, before anything follows it to its bottom. */
export function refuseDeepBodies(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body }) => {
    if (!isDeeper(body, MAX_JSON_DEPTH)) return;
    const problem = `the body has more than ${MAX_JSON_DEPTH} objects and lists in one another`;
    throw new Problem('INVALID_REQUEST', problem);
  });
}
