import type { Socket } from 'node:net';
import { Problem } from './problem.js';
import { REASONS } from './reasons.js';
import { told } from './told.js';

/** What Node's parser refuses before there is a request. */
const REFUSED: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('TOO_SLOW', 'the request came too slowly'),
  HPE_HEADER_OVERFLOW: new Problem('INVALID_REQUEST', 'the headers are too large', { status: 431 }),
};

/** Tells a client that what it sends is no request, and closes the connection. */
export function tellClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  requestId: string,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem =
    REFUSED[error.code ?? ''] ?? new Problem('INVALID_REQUEST', 'this is no request of HTTP');
  const { status, body } = told(problem, requestId, undefined);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${requestId}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${text}`);
  socket.destroySoon();
}
