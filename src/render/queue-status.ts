import type {
  QueuedImport,
  QueueStatus,
  QueueWorkerStatus,
  ShownQueue,
} from '../domain/queue-status.js';
import { count, jsonLine, number, printable } from '../domain/text.js';
import { duration } from './summary.js';
import { textTable } from './text-table.js';
import { wrapped } from './wrapped.js';

const MEGABYTE = 1e6;

/** Who uses a queue and what is on it, for people. */
export function queueStatusLines(status: ShownQueue, width: number): readonly string[] {
  const { queue, imports, workers, bytes } = status;
  const [living, gone] = [imports.filter(isThere), imports.filter(({ isGone }) => isGone)];
  const size = `${(bytes / MEGABYTE).toFixed(1)} MB of photos and results`;
  return [
    `Queue at ${printable(queue)}: ${count(living.length, 'import')}, ${count(workers.filter(isThere).length, 'worker')}, ${size}`,
    ...section(IMPORTS, living.map(importCells), width),
    ...section(WORKERS, workers.filter(isThere).map(workerCells), width),
    ...leftLines(gone, leftOf(status)),
  ];
}

/** The same for a program. */
export function queueStatusEvents(status: ShownQueue): readonly string[] {
  const { queue, imports, workers, bytes } = status;
  const summary = {
    event: 'summary',
    queue,
    imports: imports.filter(isThere).length,
    workers: workers.filter(isThere).length,
    rate: workers.filter(isThere).reduce((sum, { rate }) => sum + rate, 0),
    left: leftOf(status),
    bytes,
  };
  return [
    ...imports.map((one) => jsonLine({ event: 'import', ...one })),
    ...workers.map((one) => jsonLine({ event: 'worker', ...one })),
    jsonLine(summary),
  ];
}

const IMPORTS = 'Import on,pid,for,priority,by,waiting,at work,answered,done'.split(',');
const WORKERS = 'Worker on,pid,for,encoder,at once,done,failed,per second'.split(',');

function isThere({ isGone }: QueuedImport | QueueWorkerStatus): boolean {
  return !isGone;
}

/** Photos and results that nobody waits for. */
function leftOf({ imports, ownerless }: QueueStatus): number {
  const gone = imports.filter(({ isGone }) => isGone);
  return gone.reduce((sum, one) => sum + onQueue(one), ownerless);
}

function onQueue({ waiting, atWork, answered }: QueuedImport): number {
  return waiting + atWork + answered;
}

function importCells(one: QueuedImport): readonly string[] {
  const { host, pid, seconds, priority, transport, waiting, atWork, answered, done } = one;
  return [
    host,
    String(pid),
    duration(seconds),
    String(priority),
    transport,
    ...[waiting, atWork, answered, done].map(number),
  ];
}

function workerCells(one: QueueWorkerStatus): readonly string[] {
  const { host, pid, seconds, encoder, slots, done, failed, rate } = one;
  return [
    host,
    String(pid),
    duration(seconds),
    encoder,
    String(slots),
    number(done),
    number(failed),
    rate.toFixed(1),
  ];
}

function section(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  return rows.length === 0 ? [] : ['', ...textTable(headings, rows, width)];
}

function leftLines(gone: readonly QueuedImport[], left: number): readonly string[] {
  if (left === 0) return [];
  const of = gone.length > 0 ? count(gone.length, 'import') : 'imports';
  return [
    '',
    ...wrapped(
      `${count(left, 'photo and result', 'photos and results')} left by ${of} that ended without a word: the same command takes them up again, "faceenroll queue purge" deletes them.`,
    ),
  ];
}
