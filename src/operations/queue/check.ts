import { postgresPlace } from '../../postgres/place.js';

/** Where a queue is, and the key of its machines. */
export interface QueuePlace {
  readonly queue?: string | undefined;
  readonly queueKeyFile?: string | undefined;
}

/**
 * Refuses an address before anything is opened or recorded.
 *
 * @throws {UsageError} for one that is none, or that holds a password.
 */
export function checkQueue({ queue }: QueuePlace): void {
  if (queue !== undefined) postgresPlace(queue);
}
