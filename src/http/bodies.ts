import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
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
    else if (raw.complete === false) readRest(raw, reply);
  });
}

/** Reads what is left of a body into nowhere, within limits. */
function readRest(raw: IncomingMessage, reply: FastifyReply): void {
  const { socket } = raw;
  const answer = reply.raw;
  if (!answer.shouldKeepAlive) {
    // Node would close the connection with the answer, and a client that still sends not see it.
    reply.header('connection', 'keep-alive');
    raw.once('end', () => whenFinished(answer, () => socket.destroySoon()));
  }
  let bytes = 0;
  const tooLong = setTimeout(() => socket.destroy(), UNREAD_MS);
  for (const end of ['end', 'close']) raw.once(end, () => clearTimeout(tooLong));
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_UNREAD_BYTES || !answer.writableFinished) return;
    // A reset would take the answer from a client that has not read it yet: it hears that this was
    // all, and has the rest of the time.
    raw.pause();
    socket.end();
  });
  raw.resume();
}

function whenFinished(answer: ServerResponse, then: () => void): void {
  if (answer.writableFinished) then();
  else answer.once('finish', then);
}
