import type { Link } from '../../postgres/link.js';
import { queueProblem } from '../../workers/queue/tables/problem.js';
import type { Host } from '../host.js';
import type { QueuePlace } from './check.js';
import { linkTo } from './connect.js';

/** Whoever waits for the answer does not wait long for a server that is away. */
const MOST_MS = 10_000;

/**
 * Does something with a queue that takes a moment, on a link of its own.
 *
 * @throws {FatalError} when PostgreSQL cannot be reached, or refuses.
 */
export async function onQueue<T>(
  place: QueuePlace,
  host: Host,
  use: (link: Link) => Promise<T>,
): Promise<T> {
  const link = linkTo(place, host, {
    connections: 1,
    name: 'faceenroll queue',
    firstMs: MOST_MS,
    mostMs: MOST_MS,
  });
  try {
    return await use(link);
  } catch (error) {
    throw queueProblem(link, error);
  } finally {
    await link.close();
  }
}
