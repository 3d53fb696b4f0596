import { postgresPlace } from '../../postgres/place.js';
import { tlsOf } from '../../postgres/tls.js';
import { refuseNobody } from '../../postgres/user.js';

/** Where a queue is, and the key of its machines. */
export interface QueuePlace {
  readonly queue?: string | undefined;
  readonly queueKeyFile?: string | undefined;
}

/**
 * Refuses an address before anything is opened or recorded.
 *
 * @throws {UsageError} for one that is none, that holds a password, or that leaves open who connects or
 *   whether the way is encrypted.
 */
export function checkQueue({ queue }: QueuePlace): void {
  if (queue === undefined) return;
  const place = postgresPlace(queue);
  refuseNobody(place);
  tlsOf(place.url);
}
