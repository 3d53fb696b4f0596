import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A way to a server of this machine that a test can disturb. */
export interface TcpProxy {
  readonly port: number;
  /** Ends all connections at once, as a router does that is started again. */
  cut(): void;
  /** Lets nothing through for a while, in either direction; connections stay. */
  stall(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a port of its own, and passes on what comes to the port of a server. */
export async function tcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const passOn = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      if (!to.write(bytes)) from.pause();
    });
    to.on('drain', () => {
      if (!isStalled) from.resume();
    });
    from.on('end', () => to.end());
    from.on('close', () => to.destroy());
    if (isStalled) from.pause();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true });
    keep(client);
    keep(upstream);
    passOn(client, upstream);
    passOn(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut,
    stall: async (ms) => {
      isStalled = true;
      for (const socket of sockets) socket.pause();
      await sleep(ms);
      isStalled = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
