import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../../domain/scopes.js';
import type { ServingPlace } from '../../operations/serving/serving.js';
import { answerOnce, nameOf } from '../answer-once.js';
import { type Key, requireScope } from '../caller.js';
import { idempotencyHeader } from '../idempotency.js';
import { MAX_JSON_BYTES } from '../limits.js';
import { Problem } from '../problem.js';
import { send } from '../route.js';
import { responseOf } from '../route-schema.js';
import type { Server } from '../server.js';
import { NO_FORM } from '../uploads.js';
import { keyOfToken } from './bearer.js';
import { classIdParam } from './class-id.js';
import { collectionOf } from './collection.js';
import { grpcAnswer, grpcError } from './grpc.js';
import type { Job } from './job.js';

const params = z.object({ classId: classIdParam });

const headers = z.object({
  'reference-number': z
    .string()
    .optional()
    .describe('your own reference: kept in the audit, and sent back'),
});

/** What a call asks for, read and checked. */
export interface Asked<Query = unknown, Body = unknown> {
  /** The digits, which are the user ID. */
  readonly classId: string;
  readonly query: Query;
  readonly body: Body;
  readonly place: ServingPlace & { readonly collection: string };
  /** Whether messages may name other users. */
  readonly mayRead: boolean;
}

/** One call of the interface, for the server and its description alike. */
interface Call<Q extends z.ZodType, B extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api/face/v1. */
  readonly path: `/${string}/:classId${string}`;
  /** Its name in clients that are made from the description. */
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** Whether it is another address of a call that is described. */
  readonly isHidden?: boolean;
  readonly scope: Scope;
  readonly query?: Q;
  readonly body?: B;
  readonly bodyBytes?: number;
  readonly answer: (asked: Asked<z.output<Q>, z.output<B>>) => Promise<unknown>;
  /** What it is answered with. */
  readonly told: z.ZodType;
}

const ERRORS = [400, 401, 403, 404, 408, 413, 415, 429, 500, 503];

/** Makes a call be answered: token, scope and collection are checked before a body is read. */
export function addCall<Q extends z.ZodType, B extends z.ZodType>(
  app: FastifyInstance,
  server: Server,
  call: Call<Q, B>,
): void {
  const { method, operationId, summary, description, query, body, scope, told } = call;
  const { collection: ofServer } = server.service.settings;
  const bodyLimit = call.bodyBytes ?? MAX_JSON_BYTES;
  app.route({
    ...{ method, url: call.path, bodyLimit, config: { scope } },
    schema: {
      ...{ operationId, summary, description, tags: ['bioid'], params },
      headers: method === 'POST' ? headers.extend(idempotencyHeader.shape) : headers,
      security: [{ bearer: [] }],
      ...(call.isHidden && { hide: true }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      response: {
        200: responseOf(200, told),
        ...Object.fromEntries(ERRORS.map((status) => [status, responseOf(status, grpcError)])),
      },
    },
    onRequest: async (request) => {
      request.key = await keyOf(request, server);
      nameOf(request, request.key);
    },
    // After what counts the requests of a key.
    preParsing: async (request, reply) => {
      const key = request.key as Key;
      requireScope(key, scope);
      collectionOf(key, ofServer);
      server.used(key, operationId);
      if (body) reply.raw.once('close', server.memory.take(expected(request, bodyLimit)));
    },
    handler: async (request, reply) => {
      const key = request.key as Key;
      const { signal, reference } = request.job as Job;
      const { classId } = request.params as z.output<typeof params>;
      const asked = {
        ...{ classId, query: request.query, body: request.body },
        place: {
          collection: collectionOf(key, ofServer),
          caller: { keyId: key.keyId, reference, signal },
        },
        mayRead: key.scopes.includes('read'),
      } as Asked<z.output<Q>, z.output<B>>;
      const answer = async () => ({ status: 200, body: await call.answer(asked) });
      const name = nameOf(request, key);
      if (!name) return send(reply, await answer());
      // The answer tells of the template as a whole, and cannot be kept in the transaction that
      // enrolls: after a kill the images may be added again, and are found to be there.
      const { collection } = asked.place;
      const tell = (problem: Problem) => grpcAnswer(problem, false);
      return answerOnce(server, { name, request, reply, form: NO_FORM, collection, tell }, answer);
    },
  });
}

/** @throws {Problem} when no token holds, or too many came from this address. */
async function keyOf({ ip, headers }: FastifyRequest, server: Server): Promise<Key> {
  server.wrongKeys.refuse(ip);
  try {
    return await keyOfToken(headers.authorization, server);
  } catch (error) {
    if (error instanceof Problem && headers.authorization !== undefined) server.wrongKeys.note(ip);
    throw error;
  }
}

/** Of a text in base64, and of what is decoded from it. */
const MEMORY_OF_A_BYTE = 1.75;

/** Memory that a body will take: by what it says, or by as much as it may have. */
function expected({ headers: { 'content-length': said } }: FastifyRequest, limit: number): number {
  return MEMORY_OF_A_BYTE * (said === undefined ? limit : Math.min(Number(said), limit));
}
