import type { QueuePurge } from '../../domain/queue-status.js';
import { purgeQueue } from '../../workers/queue/tables/purge.js';
import type { HostContext } from '../context.js';
import type { QUEUE_PURGE_OPTIONS } from '../options/queue-admin.js';
import type { ValuesOf } from '../options/row.js';
import { onQueue } from './short-link.js';

/** What of a queue would be deleted; nothing is yet. */
export interface PlannedQueuePurge {
  readonly plan: QueuePurge;
  readonly all: boolean;
  readonly dryRun: boolean;
  /** Deletes it, and tells how much that was. */
  readonly carryOut: () => Promise<QueuePurge>;
}

/** Counts what is left on a queue, to be deleted once that is agreed to. */
export async function planQueuePurge(
  { host }: HostContext,
  { all = false, dryRun = false, ...place }: ValuesOf<typeof QUEUE_PURGE_OPTIONS>,
): Promise<PlannedQueuePurge> {
  const plan = await onQueue(place, host, (link) => purgeQueue(link, { all, dryRun: true }));
  const carryOut = () => onQueue(place, host, (link) => purgeQueue(link, { all }));
  return { plan, all, dryRun, carryOut };
}
