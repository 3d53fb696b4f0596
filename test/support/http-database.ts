import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { Key } from '../../src/http/caller.js';
import { UploadMemory } from '../../src/http/uploads.js';
import type { Service, ServiceSettings } from '../../src/operations/serving/service.js';
import { appWith } from './http-app.js';
import { openService } from './service.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Sent {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request; a body is JSON unless it is a form. */
type Send = (
  method: Method,
  path: string,
  body?: object | FormData,
  sent?: Sent,
) => Promise<LightMyRequestResponse>;

/** A server on a real database, by a service whose photos show whom `photoOf` says. */
export async function serverOn(
  db: string,
  keys?: Readonly<Record<string, Key>>,
  settings: Partial<ServiceSettings> = {},
): Promise<Served> {
  return serverOf(await openService(db, settings), keys);
}

export interface Served {
  readonly app: FastifyInstance;
  readonly service: Service;
  readonly log: string[];
  readonly send: Send;
}

/** A server over a service. */
export async function serverOf(
  service: Service,
  keys?: Readonly<Record<string, Key>>,
): Promise<Served> {
  const { app, log } = await appWith(service, keys, { memory: new UploadMemory(500_000_000) });
  const send: Send = async (method, path, body, { key = 'any', headers = {} } = {}) => {
    const answer = await app.inject({
      ...{ method, url: `/api/v1${path}`, headers: { 'x-api-key': key, ...headers } },
      ...(body && { payload: body }),
    });
    // Also an answer that is not as its schema has it.
    if (answer.statusCode === 500) throw new Error(log.join(''));
    return answer;
  };
  return { app, service, log, send };
}
