import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { Key } from '../../src/http/caller.js';
import type { Serving } from '../../src/operations/serving/serving.js';
import { servingOf } from './database-serving.js';
import { appWith } from './http-app.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Sent {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request; a body is JSON unless it is a form. */
export type Send = (
  method: Method,
  path: string,
  body?: object | FormData,
  sent?: Sent,
) => Promise<LightMyRequestResponse>;

/** The server over a real database. */
export async function serverOn(
  db: string,
  keys?: Readonly<Record<string, Key>>,
  defaults?: Serving['defaults'],
): Promise<{ app: FastifyInstance; log: string[]; send: Send }> {
  const { app, log } = await appWith(servingOf(db, defaults), keys);
  const send: Send = async (method, path, body, { key = 'any', headers = {} } = {}) => {
    const answer = await app.inject({
      ...{ method, url: `/api/v1${path}`, headers: { 'x-api-key': key, ...headers } },
      ...(body && { payload: body }),
    });
    // Also an answer that is not as its schema has it.
    if (answer.statusCode === 500) throw new Error(log.join(''));
    return answer;
  };
  return { app, log, send };
}
