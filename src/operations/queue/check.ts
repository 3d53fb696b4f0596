import { postgresPlace } from '../../postgres/place.js';
import { tlsOf } from '../../postgres/tls.js';

/** Where a queue is, and the key of its machines. */
export interface QueuePlace {
  readonly queue?: string | undefined;
  readonly queueKeyFile?: string | undefined;
}

/**
 * Refuses an address before anything is opened or recorded.
 *
 * @throws {UsageError} for one that is none, that holds a password, or that leaves open whether the way is
 *   encrypted.
 */
export function checkQueue({ queue }: QueuePlace): void {
  if (queue !== undefined) tlsOf(postgresPlace(queue).url);
}
