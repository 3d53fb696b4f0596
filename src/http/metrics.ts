import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CrewMember } from '../domain/crew.js';
import type { Serving } from '../operations/serving/serving.js';
import type { PhotoResult } from '../operations/serving/types.js';
import type { Server } from './server.js';

/** From a health check to a batch of photos. */
const SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * GET /metrics, as Prometheus reads it. No label is a user's, a collection's or a key's: patterns of
 * addresses, methods, statuses and codes are few.
 *
 * @returns the service, whose photos are counted
 */
export function addMetrics(app: FastifyInstance, { service, memory }: Server): Serving {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    ...{ name: 'faceenroll_http_requests_total', help: 'Requests answered.', registers },
    labelNames: ['method', 'route', 'status'] as const,
  });
  const durations = new Histogram({
    ...{ name: 'faceenroll_http_request_duration_seconds', registers, buckets: SECONDS },
    help: 'Time from the headers of a request to the end of its answer.',
    labelNames: ['method', 'route'] as const,
  });
  const photos = new Counter({
    ...{ name: 'faceenroll_photos_total', registers },
    help: 'Photos of requests that enroll: how they ended, and the code of those that failed.',
    labelNames: ['outcome', 'code'] as const,
  });
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(read());
      },
    });
  gauge('faceenroll_photos_waiting', 'Photos that wait for a worker.', () => service.load.waiting);
  gauge('faceenroll_photos_waiting_bytes', 'Their bytes.', () => service.load.bytes);
  addCrew(service, gauge);
  gauge('faceenroll_upload_bytes', 'Memory that bodies take.', () => memory.taken);
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const route = routeOptions.url ?? 'unknown';
    requests.inc({ method, route, status: reply.statusCode });
    durations.observe({ method, route }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
  return counted(service, (results) => {
    for (const { outcome } of results) {
      const code = outcome.kind === 'failed' ? outcome.failure.code : '';
      photos.inc({ outcome: outcome.kind, code });
    }
  });
}

/** Who extracts the photos, where that is on other machines. */
function addCrew(
  service: Serving,
  gauge: (name: string, help: string, read: () => number) => Gauge,
): void {
  const { crew } = service.load;
  if (!crew) return;
  const members = () => service.load.crew?.members ?? [];
  const sum = (of: (member: CrewMember) => number) =>
    members().reduce((all, member) => all + of(member), 0);
  gauge('faceenroll_queue_workers', 'Workers of the queue.', () => sum(() => 1));
  gauge('faceenroll_queue_slots', 'Photos that they work on at once.', () => sum((m) => m.slots));
  gauge('faceenroll_queue_away', 'Whether PostgreSQL does not answer: 0 or 1.', () =>
    service.load.crew?.isAway ? 1 : 0,
  );
}

/** A service that tells what became of photos. */
function counted(service: Serving, count: (photos: readonly PhotoResult[]) => void): Serving {
  return {
    enroll: async (request, caller) => {
      const result = await service.enroll(request, caller);
      count(result.photos);
      return result;
    },
    perform: (operation, input, place, use) => service.perform(operation, input, place, use),
    read: (use) => service.read(use),
    readSealed: (use) => service.readSealed(use),
    write: (work) => service.write(work),
    get db() {
      return service.db;
    },
    get settings() {
      return service.settings;
    },
    get load() {
      return service.load;
    },
    get canCheckLiveness() {
      return service.canCheckLiveness;
    },
    whyNotReady: () => service.whyNotReady(),
    close: () => service.close(),
  };
}
