import { connect, type Socket } from 'node:net';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { type Listening, listen } from '../../src/http/listen.js';
import type { Serving } from '../../src/operations/serving/serving.js';
import { ANY_KEY, serverWith } from './http-app.js';

type Settings = Partial<Parameters<typeof listen>[1]>;

/** What a service has that does nothing. */
const IDLE = {
  load: { waiting: 0, atMost: 1, bytes: 0 },
  canCheckLiveness: false,
  whyNotReady: async () => undefined,
};

/** A server over a service of the test's that listens on loopback, with the key "any". */
export async function listeningWith(
  service: Partial<Serving> = {},
  settings: Settings = {},
  keys = { any: ANY_KEY },
  more: Parameters<typeof serverWith>[2] = {},
) {
  const log: string[] = [];
  const listening = await listen(serverWith({ ...IDLE, ...service }, keys, more), {
    listen: { host: '127.0.0.1', port: 0 },
    logger: pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }),
    ...{ rate: 100_000, metrics: true, docs: true, stopWithinMs: 1_000, ...settings },
  });
  let stopped: ReturnType<Listening['stop']> | undefined;
  const stop = () => {
    stopped ??= listening.stop();
    return stopped;
  };
  onTestFinished(async () => void (await stop()));
  const { at } = listening;
  return { ...listening, stop, log, port: 'path' in at ? 0 : at.port };
}

export function portOf(at: Listening['at'] | undefined): number {
  if (at === undefined || 'path' in at) throw new Error('it does not listen on a port');
  return at.port;
}

/** What is to be written on a connection, and when: a text, or a pause in milliseconds. */
type Piece = string | number;

interface Heard {
  readonly text: string;
  /** Whether the server has closed the connection, or the test was tired of waiting. */
  readonly isClosed: boolean;
  /** Bytes that the server's machine has taken. */
  readonly sent: number;
}

/** Writes pieces to a connection of its own, and hears what comes until it is closed or `waitMs` have passed. */
export function talk(port: number, pieces: readonly Piece[], waitMs = 4_000): Promise<Heard> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (data) => {
    text += data;
  });
  void write(socket, pieces);
  return new Promise((resolve) => {
    const end = (isClosed: boolean) => () => {
      clearTimeout(tired);
      socket.destroy();
      resolve({ text, isClosed, sent: socket.bytesWritten - socket.writableLength });
    };
    const tired = setTimeout(end(false), waitMs);
    socket.on('error', () => {});
    for (const closed of ['end', 'close']) socket.once(closed, end(true));
  });
}

async function write(socket: Socket, pieces: readonly Piece[]): Promise<void> {
  for (const piece of pieces) {
    if (typeof piece === 'number') await new Promise((resolve) => setTimeout(resolve, piece));
    else if (!socket.destroyed && !socket.write(piece)) {
      await new Promise<void>((resolve) => {
        for (const on of ['drain', 'close', 'error']) socket.once(on, () => resolve());
      });
    }
  }
}

/** The head of a request with the key "any". */
export function head(
  line: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const all = { Host: 'test', 'X-API-Key': 'any', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`;
}
