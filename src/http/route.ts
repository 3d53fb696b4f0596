import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../domain/scopes.js';
import type { Answer } from './answer.js';
import { answerOnce, nameOf } from './answer-once.js';
import { type Key, keyOf, requireCollection, requireScope } from './caller.js';
import { idempotencyKeyOf, type Keep } from './idempotency.js';
import { unlessKnown } from './if-none-match.js';
import { MAX_JSON_BYTES } from './limits.js';
import type { Problem } from './problem.js';
import { type DataOf, headersOf, responsesOf } from './route-schema.js';
import type { Server } from './server.js';
import { signalOf } from './signal-of.js';
import type { Texts } from './texts.js';
import { told } from './told.js';
import {
  bodyBytesOf,
  bytesOf,
  expectedBytes,
  type Form,
  type FormLimits,
  type GiveBack,
  NO_FORM,
  readForm,
} from './uploads.js';

type Shape = z.ZodObject;

/** What a request asks for, read and checked. */
export interface Ask<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Of a route that takes one. */
  readonly form: Form;
  readonly key: Key;
  readonly headers: FastifyRequest['headers'];
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Whether messages may name other users. */
  readonly mayRead: boolean;
  readonly log: FastifyBaseLogger;
  /** Keeps the answer in the transaction of the work; undefined where no repetition is expected. */
  readonly keep?: Keep | undefined;
  /** The memory of the form becomes the caller's, who gives it back. */
  takeMemory(): GiveBack;
}

/** One address and method, for the server and its description alike. */
export interface Route<P extends Shape, Q extends Shape, B extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1, as in `/collections/:collection/faces`. */
  readonly path: string;
  /** Its name in clients that are made from the description. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: Scope;
  readonly params: P;
  readonly query?: Q;
  /** Makes values of the texts of a query, before they are checked. */
  readonly typedQuery?: (texts: Texts) => unknown;
  /** Headers beside those that every route has. */
  readonly headers?: Shape;
  /** A body of JSON. */
  readonly body?: B;
  /** A body of multipart/form-data: its description, and what it may bring. */
  readonly form?: { readonly schema: Shape; readonly limits: FormLimits };
  /** The data of each answer that is a success. */
  readonly data: DataOf;
  /** The statuses of errors beyond those that every route has. */
  readonly errors?: readonly number[];
  readonly answer: (ask: Ask<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer> | Answer;
}

const NO_QUERY = z.strictObject({});

/** Makes a route answer: key, scope and collection are checked before anything is read. */
export function addRoute<P extends Shape, Q extends Shape, B extends z.ZodType>(
  app: FastifyInstance,
  server: Server,
  route: Route<P, Q, B>,
): void {
  const { method, path, operationId, tag, summary, description, params, query, body, form } = route;
  app.route({
    method,
    url: path,
    bodyLimit: MAX_JSON_BYTES,
    config: {
      scope: route.scope,
      ...(form && { form: form.schema, bodyBytes: bodyBytesOf(form.limits) }),
    },
    schema: {
      ...{ operationId, summary, tags: [tag], params },
      ...(description !== undefined && { description }),
      querystring: query ?? NO_QUERY,
      ...headersOf(route),
      ...(body && { body }),
      response: responsesOf(route),
    },
    onRequest: async (request) => {
      request.key = keyOf(request, server);
      if (method === 'POST') idempotencyKeyOf(request);
    },
    // After the requests of the key were counted: see app.ts.
    preParsing: async (request) => {
      const key = request.key as Key;
      const { collection } = request.params as { readonly collection?: string };
      if (collection !== undefined) requireCollection(key, collection);
      requireScope(key, route.scope);
      server.used(key, operationId);
    },
    preValidation: async (request) => {
      if (route.typedQuery) request.query = route.typedQuery(request.query as Texts);
    },
    handler: (request, reply) => handle(server, route, request, reply),
  });
}

async function handle<P extends Shape, Q extends Shape, B extends z.ZodType>(
  server: Server,
  { method, form: wanted, answer }: Route<P, Q, B>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { headers } = request;
  const key = request.key as Key;
  const name = nameOf(request, key);
  // A repetition that comes too early need not be read.
  if (name) server.repeats.refuse(name);
  let giveBack: GiveBack | undefined;
  try {
    const expected = wanted ? expectedBytes(request, wanted.limits) : 0;
    giveBack = server.memory.take(expected);
    const form = wanted ? await readForm(request, wanted.limits) : NO_FORM;
    giveBack(Math.max(0, expected - bytesOf(form)));
    const ask = {
      ...{ params: request.params, query: request.query, body: request.body, key, form },
      ...{ headers, signal: signalOf(reply) },
      ...{ mayRead: key.scopes.includes('read'), log: request.log },
      takeMemory: () => {
        const taken = giveBack;
        giveBack = undefined;
        return taken ?? (() => {});
      },
    } as Ask<z.output<P>, z.output<Q>, z.output<B>>;
    if (!name) {
      const known = method === 'GET' ? headers['if-none-match'] : undefined;
      return send(reply, unlessKnown(await answer(ask), known));
    }
    const { collection } = request.params as { readonly collection?: string };
    const tell = (problem: Problem) => told(problem, request.id, headers.accept);
    const named = { name, request, reply, form, collection, tell };
    return await answerOnce(server, named, (keep) => answer({ ...ask, keep }));
  } finally {
    giveBack?.();
  }
}

/** Sends an answer. */
export function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers(headers ?? {})
    .send(body);
}
