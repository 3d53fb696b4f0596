import Fastify from 'fastify';
import type { Registry } from 'prom-client';
import type { ListenAddress } from '../domain/listen-address.js';
import { closed, listenAt } from './listen.js';

/** A listener for metrics alone. */
interface MetricsListening {
  /** Where it does, with the port that it has got. */
  readonly at: ListenAddress;
  stop(): Promise<void>;
}

/** An answer takes milliseconds; whoever is slower asks again. */
const STOP_WITHIN_MS = 1_000;

/**
 * Answers /metrics, and /healthz while the process lives.
 *
 * @throws {FatalError} when it cannot listen there.
 */
export async function listenForMetrics(
  place: ListenAddress,
  registry: Registry,
): Promise<MetricsListening> {
  const app = Fastify({ forceCloseConnections: 'idle' });
  app.get('/metrics', async (_, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  await app.ready();
  return {
    at: await listenAt(app.server, place),
    stop: async () => void (await closed(app, STOP_WITHIN_MS)),
  };
}
