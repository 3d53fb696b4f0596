import { lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import { connect, type Server as NetServer } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { FatalError } from '../domain/fatal-error.js';
import { type ListenAddress, urlOf } from '../domain/listen-address.js';
import { systemProblem } from '../domain/system-problem.js';
import { type AppSettings, makeApp } from './app.js';
import { MAX_CONNECTIONS_OF_ONE, STOP_WITHIN_MS } from './limits.js';
import type { Server } from './server.js';

/** Where it listens: an address, or a socket that whoever started the process has opened. */
type Place = ListenAddress | { readonly fd: number };

interface ListenSettings extends Omit<AppSettings, 'aside'> {
  readonly listen: Place;
  /** A listener of its own for metrics and documentation. */
  readonly metricsListen?: ListenAddress | undefined;
  /** How long what has begun may take when the server stops. */
  readonly stopWithinMs?: number | undefined;
}

/** A server that listens. */
export interface Listening {
  /** Where it does, as an address with the port that it has got. */
  readonly at: ListenAddress;
  readonly metricsAt: ListenAddress | undefined;
  /** Speaks TLS with another certificate from now on. */
  useCertificate(certificate: Pick<TlsOptions, 'cert' | 'key'>): void;
  /** Takes nothing new, and waits for what has begun; `false` if that took too long. */
  stop(): Promise<boolean>;
}

/**
 * Starts the server.
 *
 * @throws {FatalError} when it cannot listen there.
 */
export async function listen(server: Server, settings: ListenSettings): Promise<Listening> {
  const { listen: place, metricsListen, stopWithinMs = STOP_WITHIN_MS, https } = settings;
  const aside = metricsListen && new WeakSet<IncomingMessage>();
  const app = await makeApp(server, { ...settings, aside });
  await app.ready();
  const beside = aside && asideServer(app, aside);
  try {
    const at = await listenAt(app.server, place);
    const metricsAt = beside && metricsListen && (await listenAt(beside, metricsListen));
    return {
      ...{ at, metricsAt },
      useCertificate: (certificate) => {
        const tls = app.server as NetServer & { setSecureContext?(options: TlsOptions): void };
        if (https) tls.setSecureContext?.(certificate);
      },
      stop: async () => {
        beside?.close();
        try {
          return await closed(app, stopWithinMs);
        } finally {
          // One that has asked for nothing yet would keep the process alive.
          beside?.closeAllConnections();
        }
      },
    };
  } catch (error) {
    beside?.close();
    beside?.closeAllConnections();
    await app.close();
    throw error;
  }
}

function asideServer(app: FastifyInstance, aside: WeakSet<IncomingMessage>): HttpServer {
  const server = createServer((request, response) => {
    aside.add(request);
    app.routing(request, response);
  });
  server.maxConnections = MAX_CONNECTIONS_OF_ONE;
  return server;
}

/** Closes it when what has begun is answered; `false` if that took too long. */
export async function closed(app: FastifyInstance, withinMs: number): Promise<boolean> {
  let isInTime = true;
  const late = setTimeout(() => {
    isInTime = false;
    app.server.closeAllConnections();
  }, withinMs);
  try {
    await app.close();
  } finally {
    clearTimeout(late);
  }
  return isInTime;
}

/** @throws {FatalError} when that is not possible. */
export async function listenAt(server: NetServer, place: Place): Promise<ListenAddress> {
  try {
    await begin(server, place);
  } catch (error) {
    const isLeft =
      'path' in place && codeOf(error) === 'EADDRINUSE' && (await isLeftOver(place.path));
    if (!isLeft) throw cannotListen(place, error);
    try {
      // A process that was killed leaves its socket file.
      unlinkSync(place.path);
      await begin(server, place);
    } catch (again) {
      throw cannotListen(place, again);
    }
  }
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    return { host: address.address, port: address.port };
  }
  return { path: address ?? 'the socket that was handed over' };
}

function begin(server: NetServer, place: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(place, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Whether it is a socket at which nobody listens: any other file refuses connections, too. */
async function isLeftOver(path: string): Promise<boolean> {
  const isSocket = lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true;
  return isSocket && !(await answers(path));
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', (error) => resolve(codeOf(error) !== 'ECONNREFUSED'));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function cannotListen(place: Place, error: unknown): FatalError {
  const where = 'fd' in place ? 'on the socket that was handed over' : `on ${shown(place)}`;
  return new FatalError(`cannot listen ${where}: ${whyNot(error)}`, { cause: error });
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program does already; end it, or name another address',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'this account may not; take a port from 1024 on, or systemd socket activation',
};

function whyNot(error: unknown): string {
  return WHY[codeOf(error) ?? ''] ?? systemProblem(error);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function shown(address: ListenAddress): string {
  return 'path' in address ? address.path : urlOf(address).replace(/^http:\/\//, '');
}
