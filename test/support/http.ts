import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that gives its n-th request the n-th answer, and the last from then on. */
export async function serve(...answers: readonly Answer[]) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)] as Answer;
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, requests, address: `http://127.0.0.1:${port}/model.onnx` };
}

/** The whole file, or the part that is asked for. */
export function file(bytes: Buffer): Answer {
  return ({ headers }, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    if (from > 0) {
      response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    }
    response.statusCode = from > 0 ? 206 : 200;
    response.end(bytes.subarray(from));
  };
}

/** The same, cut off after so many bytes. */
export function cut(bytes: Buffer, after: number): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, after));
    // What is not read when the connection ends is lost.
    setTimeout(() => response.socket?.end(), 50);
  };
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => {
    response.writeHead(code, headers);
    response.end('sorry');
  };
}
