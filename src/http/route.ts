import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../domain/scopes.js';
import type { Answer } from './answer.js';
import { type Key, keyOf, requireCollection, requireScope } from './caller.js';
import { envelope, errorEnvelope, problemDetails } from './envelopes.js';
import { MAX_JSON_BYTES } from './limits.js';
import type { Server } from './server.js';
import { signalOf } from './signal-of.js';
import { bodyBytesOf, type Form, type FormLimits, readForm } from './uploads.js';

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
  readonly requestId: string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Whether messages may name other users. */
  readonly mayRead: boolean;
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
  /** A body of JSON. */
  readonly body?: B;
  readonly bodyBytes?: number;
  /** A body of multipart/form-data: its description, and what it may bring. */
  readonly form?: { readonly schema: Shape; readonly limits: FormLimits };
  /** The data of each answer that is a success; null for one without a body, a schema for another body than the envelope. */
  readonly data: Readonly<Record<number, z.ZodType | null | { readonly whole: z.ZodType }>>;
  /** The statuses of errors beyond those that every route has. */
  readonly errors?: readonly number[];
  readonly answer: (ask: Ask<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer> | Answer;
}

/** Errors that every request may be answered with. */
const USUAL_ERRORS = [400, 401, 403, 404, 429, 500, 503];

const NO_FORM: Form = { fields: new Map(), files: [] };

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
    bodyLimit: route.bodyBytes ?? MAX_JSON_BYTES,
    config: {
      scope: route.scope,
      ...(form && { form: form.schema, bodyBytes: bodyBytesOf(form.limits) }),
    },
    schema: {
      ...{ operationId, summary, tags: [tag], params },
      ...(description !== undefined && { description }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      response: responses(route),
    },
    onRequest: async (request) => {
      const key = keyOf(request, server.findKey);
      request.key = key;
      const { collection } = request.params as { readonly collection?: string };
      if (collection !== undefined) requireCollection(key, collection);
      requireScope(key, route.scope);
      server.used(key, operationId);
    },
    handler: async (request, reply) => {
      const key = request.key as Key;
      const release = form && server.memory.take(expected(request, form.limits));
      try {
        const ask = {
          ...{ params: request.params, query: request.query, body: request.body, key },
          form: form ? await readForm(request, form.limits) : NO_FORM,
          ...{ headers: request.headers, requestId: request.id, signal: signalOf(request, reply) },
          mayRead: key.scopes.includes('read'),
        } as Ask<z.output<P>, z.output<Q>, z.output<B>>;
        return send(reply, await route.answer(ask));
      } finally {
        release?.();
      }
    },
  });
}

/** Sends an answer. */
export function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers(headers ?? {})
    .send(body);
}

/** Bytes that a form will take: what it says, or as much as it may. */
function expected({ headers }: FastifyRequest, { bytes, files, fileBytes }: FormLimits): number {
  const said = Number(headers['content-length']);
  return Number.isFinite(said) ? said : Math.min(bytes, files * fileBytes);
}

function responses(
  route: Pick<Route<Shape, Shape, z.ZodType>, 'data' | 'errors' | 'method' | 'form'>,
): Record<number, z.ZodType | object> {
  const good = Object.entries(route.data).map(([status, data]) => {
    if (data === null) return [status, z.null().describe('no body')];
    return [status, 'whole' in data ? data.whole : envelope(data as z.ZodType)];
  });
  const own = route.form ? [408, 413, 415] : [];
  const statuses = [...new Set([...USUAL_ERRORS, ...own, ...(route.errors ?? [])])];
  const bad = statuses.map((status) => [
    status,
    {
      description: 'an error',
      content: {
        'application/json': { schema: errorEnvelope },
        'application/problem+json': { schema: problemDetails },
      },
    },
  ]);
  return Object.fromEntries([...good, ...bad]);
}
