import { Stream } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Answer } from './answer.js';

/** An answer to the byte. */
export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const NONE = new Uint8Array(0);

/** An answer as its route's schema writes it. @throws when it is not what the schema says. */
export function sentOf(reply: FastifyReply, { status, headers = {}, body }: Answer): Sent {
  if (body === undefined) return { status, headers, body: NONE };
  const type = headers['content-type'] ?? 'application/json';
  if (body instanceof Stream) throw new Error('what may be asked for again is not streamed');
  if (body instanceof Uint8Array) return { status, headers: { ...headers }, body };
  const text = typeof body === 'string' ? body : write(reply, status, type, body);
  const whole = type.includes('charset=') ? type : `${type}; charset=utf-8`;
  return { status, headers: { ...headers, 'content-type': whole }, body: Buffer.from(text) };
}

/** Sends it as it stands. */
export function sendAsIs(reply: FastifyReply, { status, headers, body }: Sent): FastifyReply {
  const answer = reply.code(status).headers({ ...headers });
  return body.length === 0 ? answer.send() : answer.send(Buffer.from(body));
}

function write(reply: FastifyReply, status: number, type: string, body: unknown): string {
  const wanted = String(status);
  const [mediaType = type] = type.split(';');
  const serialize =
    reply.getSerializationFunction(wanted, mediaType) ?? reply.getSerializationFunction(wanted);
  return typeof serialize === 'function'
    ? serialize(body as Record<string, unknown>)
    : JSON.stringify(body);
}
