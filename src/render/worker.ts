import type { WorkDone, WorkerFacts } from '../domain/crew.js';
import { count, jsonLine, number, printable } from '../domain/text.js';
import { duration } from './summary.js';

/** What a worker is, and its process. */
interface WorkerStart extends WorkerFacts {
  readonly pid: number;
  /** Where its metrics are, if anywhere. */
  readonly metricsAt?: string | undefined;
}

/** What a worker is, in one line. */
export function workerStartText(start: WorkerStart): string {
  const { pack, encoder, threads, queue, pid, metricsAt } = start;
  const metrics = metricsAt === undefined ? '' : `, metrics on ${metricsAt}`;
  return `Worker ${pid}: pack ${pack} (${encoder}), ${count(threads, 'thread')}, queue at ${printable(queue)}${metrics} (Ctrl-C or SIGTERM stops it)`;
}

/** What it has done, now and since it started. */
export function workerProgressText(
  { done, failed }: WorkDone,
  lately: { readonly done: number; readonly seconds: number },
): string {
  const rate = lately.done / lately.seconds;
  const failures = failed > 0 ? `, ${number(failed)} failed` : '';
  return `${count(lately.done, 'photo')} in ${duration(lately.seconds)}, ${rate.toFixed(1)}/s; ${number(done)} since the start${failures}`;
}

/** How it ended. */
export function workerEndText({ done, failed }: WorkDone, seconds: number): string {
  return `Worker ended: ${count(done, 'photo')}, ${number(failed)} failed, in ${duration(seconds)}`;
}

/** The same for a program. */
export function workerEndEvent(
  { done, failed }: WorkDone,
  { pack, encoder, threads, queue }: WorkerFacts,
  seconds: number,
): string {
  return jsonLine({
    event: 'worked',
    pack,
    encoder,
    threads,
    queue,
    done,
    failed,
    seconds: Math.round(seconds * 1000) / 1000,
  });
}
