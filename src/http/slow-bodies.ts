import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { GRACE_MS, LEAST_BYTES_PER_SECOND } from './limits.js';
import { Problem } from './problem.js';

interface Limits {
  readonly graceMs?: number | undefined;
  readonly leastBytesPerSecond?: number | undefined;
}

interface Incoming {
  readonly since: number;
  /** What the connection had brought before the body. */
  readonly bytesBefore: number;
}

/** So often is looked at bodies that have not ended. */
const LOOK_EVERY_MS = 1_000;

/** Ends requests whose body comes too slowly: it takes memory for as long as it likes. */
export function refuseSlowBodies(
  app: FastifyInstance,
  { graceMs = GRACE_MS, leastBytesPerSecond = LEAST_BYTES_PER_SECOND }: Limits = {},
): void {
  const coming = new Map<IncomingMessage, Incoming>();
  app.addHook('onRequest', async ({ raw }) => {
    const { headers, socket } = raw;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
      return;
    coming.set(raw, { since: performance.now(), bytesBefore: socket.bytesRead });
    for (const end of ['end', 'close']) raw.once(end, () => coming.delete(raw));
  });
  const looking = setInterval(
    () => {
      const now = performance.now();
      for (const [raw, { since, bytesBefore }] of coming) {
        const ms = now - since;
        const bytes = raw.socket.bytesRead - bytesBefore;
        if (raw.complete) coming.delete(raw);
        else if (ms > graceMs && bytes < (leastBytesPerSecond * ms) / 1000) {
          coming.delete(raw);
          end(raw);
        }
      }
    },
    Math.min(LOOK_EVERY_MS, graceMs),
  );
  looking.unref();
  app.addHook('onClose', async () => clearInterval(looking));
}

/** Whoever reads the body answers; where nobody does, nobody would. */
function end(raw: IncomingMessage): void {
  const slow = new Problem('TOO_SLOW', 'the body came too slowly');
  if (raw.listenerCount('error') > 0) raw.emit('error', slow);
  else raw.socket.destroy();
}
