import type { QueuePurge } from '../domain/queue-status.js';
import { count, jsonLine, listed } from '../domain/text.js';

/** Whether there is anything to delete. */
export function isNothing(purge: QueuePurge): boolean {
  return Object.values(purge).every((n) => n === 0);
}

/** What is deleted, in words: "3 photos and 2 results of 1 import". */
export function purgeText({ photos, answers, imports, jobs, workers }: QueuePurge): string {
  const parts = [
    photos > 0 ? count(photos, 'photo') : '',
    answers > 0 ? count(answers, 'result') : '',
    // Each photo has its turn; those are told of only where there is nothing else.
    photos + answers === 0 && jobs > 0 ? count(jobs, 'turn of a photo', 'turns of photos') : '',
    imports > 0 ? count(imports, 'entry of an import', 'entries of imports') : '',
    workers > 0 ? count(workers, 'entry of a worker', 'entries of workers') : '',
  ];
  return listed(parts.filter((part) => part !== ''));
}

/** The same for a program. */
export function purgeEvent(
  { photos, answers, imports, workers, jobs }: QueuePurge,
  dryRun: boolean,
): string {
  return jsonLine({ event: 'purged', photos, answers, jobs, imports, workers, dryRun });
}
