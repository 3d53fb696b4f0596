import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { MAX_UNREAD_BYTES, UNREAD_MS } from './limits.js';
import { Problem } from './problem.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the Content-Length of a form may be. */
    readonly bodyBytes?: number;
  }
}

/**
 * Refuses bodies that are too large before they come, and closes the connection when a body that
 * nobody wants does not end.
 */
export function guardBodies(app: FastifyInstance): void {
  /** Requests whose client waits for a word before it sends the body. */
  const waiting = new WeakSet<IncomingMessage>();
  app.server.on('checkContinue', (request, response) => {
    waiting.add(request);
    // Somebody begins to read, so all that needs no body is checked.
    request.once('resume', () => {
      if (waiting.delete(request)) response.writeContinue();
    });
    app.routing(request, response);
  });
  app.addHook('preParsing', async ({ headers, is404, routeOptions }) => {
    const { bodyLimit = Number.POSITIVE_INFINITY, config } = routeOptions;
    const most = config.bodyBytes ?? bodyLimit;
    if (!is404 && Number(headers['content-length']) > most) {
      throw new Problem('TOO_LARGE', `the body may have ${Math.floor(most / 1e6)} MB at most`);
    }
  });
  app.addHook('onSend', async ({ raw }, reply) => {
    // What comes next on this connection may be the body, or not.
    if (waiting.delete(raw)) reply.header('connection', 'close');
    else if (raw.complete === false) readRest(raw);
  });
}

/** Reads what is left of a body into nowhere, within limits. */
function readRest(raw: IncomingMessage): void {
  const { socket } = raw;
  let bytes = 0;
  const tooLong = setTimeout(() => socket.destroy(), UNREAD_MS);
  for (const end of ['end', 'close']) raw.once(end, () => clearTimeout(tooLong));
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_UNREAD_BYTES) socket.destroy();
  });
  raw.resume();
}
