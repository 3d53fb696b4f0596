import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A way to a server of this machine that a test can disturb. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that clients have not ended. */
  open(): number;
  /** Bytes that the server has sent so far. */
  answered(): number;
  /** Ends all connections at once, as a router does that is started again. */
  cut(): void;
  /**
   * Lets nothing through for a while, in either direction; connections stay.
   *
   * @param lostMs how much longer nothing comes through those that were there at its beginning, as
   *   while TCP waits before it sends again what was lost; default: none
   */
  stall(ms: number, lostMs?: number): Promise<void>;
  /** Lets no answer of the server through, until `close` or what it returns is called. */
  holdAnswers(): () => void;
  close(): Promise<void>;
}

/**
 * Listens on a port of its own, and passes on what comes to the port of a server.
 *
 * @param delayMs how long each way takes
 */
export async function tcpProxy(target: number, delayMs = 0): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  const upstreams = new Set<Socket>();
  let isStalled = false;
  let answered = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const later = (act: () => void): void => void (delayMs > 0 ? setTimeout(act, delayMs) : act());
  const passOn = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      later(() => {
        if (!to.write(bytes)) from.pause();
      });
    });
    to.on('drain', () => {
      if (!isStalled) from.resume();
    });
    from.on('end', () => later(() => to.end()));
    from.on('close', () => later(() => to.destroy()));
    if (isStalled) from.pause();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true });
    keep(client);
    clients.add(client);
    for (const event of ['end', 'close']) client.on(event, () => clients.delete(client));
    keep(upstream);
    upstreams.add(upstream);
    upstream.on('data', ({ length }) => {
      answered += length;
    });
    upstream.on('close', () => upstreams.delete(upstream));
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
    open: () => clients.size,
    answered: () => answered,
    cut,
    stall: async (ms, lostMs = 0) => {
      isStalled = true;
      const former = new Set(sockets);
      for (const socket of former) socket.pause();
      await sleep(ms);
      isStalled = false;
      for (const socket of sockets) if (!former.has(socket)) socket.resume();
      await sleep(lostMs);
      for (const socket of former) socket.resume();
    },
    holdAnswers: () => {
      for (const socket of upstreams) socket.pause();
      return () => {
        for (const socket of upstreams) socket.resume();
      };
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
