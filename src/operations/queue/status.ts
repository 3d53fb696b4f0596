import type { ShownQueue } from '../../domain/queue-status.js';
import { queueStatus } from '../../workers/queue/tables/status.js';
import type { HostContext } from '../context.js';
import type { QUEUE_OPTION } from '../options/queue.js';
import type { ValuesOf } from '../options/row.js';
import { onQueue } from './short-link.js';

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
