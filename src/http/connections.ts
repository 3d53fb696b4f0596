import type { Server as NetServer, Socket } from 'node:net';
import { MAX_CONNECTIONS, MAX_CONNECTIONS_OF_ONE } from './limits.js';
import { clientOf } from './peers.js';

interface Limits {
  readonly connections?: number | undefined;
  readonly connectionsOfOne?: number | undefined;
}

/** Closes connections beyond those that one client, or all together, may have. */
export function limitConnections(
  server: NetServer,
  isProxy: (address: string | undefined) => boolean,
  { connections = MAX_CONNECTIONS, connectionsOfOne = MAX_CONNECTIONS_OF_ONE }: Limits = {},
): void {
  server.maxConnections = connections;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    // It speaks for many.
    if (remoteAddress === undefined || isProxy(remoteAddress)) return;
    const client = clientOf(remoteAddress);
    const before = open.get(client) ?? 0;
    if (before >= connectionsOfOne) {
      socket.destroy();
      return;
    }
    open.set(client, before + 1);
    socket.once('close', () => {
      const left = (open.get(client) ?? 1) - 1;
      if (left === 0) open.delete(client);
      else open.set(client, left);
    });
  });
}
