import type { QueueStatus } from '../../domain/queue-status.js';
import { queueStatus } from '../../workers/queue/tables/status.js';
import type { HostContext } from '../context.js';
import type { QUEUE_OPTION } from '../options/queue.js';
import type { ValuesOf } from '../options/row.js';
import { onQueue } from './short-link.js';

/** A queue as it is now, and where it is. */
export interface ShownQueue extends QueueStatus {
  /** Host, port and database. */
  readonly queue: string;
}

/** Looks at a queue. */
export function statusOfQueue(
  { host }: HostContext,
  place: ValuesOf<typeof QUEUE_OPTION>,
): Promise<ShownQueue> {
  return onQueue(place, host, async (link) => ({
    queue: link.shown,
    ...(await queueStatus(link)),
  }));
}
