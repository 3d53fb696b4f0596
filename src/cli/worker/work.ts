import type { WorkDone } from '../../domain/crew.js';
import { EXIT } from '../../domain/exit-codes.js';
import { type ListenAddress, readListenAddress } from '../../domain/listen-address.js';
import type { ValuesOf } from '../../operations/options/row.js';
import type { StartedWorker, WorkHeard } from '../../operations/queue/worker-types.js';
import { workerEndEvent, workerEndText, workerStartText } from '../../render/worker.js';
import { onInterrupt } from '../interrupt.js';
import type { Io } from '../io.js';
import { placeOf } from '../serve/listening-line.js';
import { Minutes } from './minutes.js';
import type { WORKER_OUTPUT } from './output.js';

/** Has a worker work until it ends, and tells of it; returns the exit code: that of a server. */
export async function workAndTell(
  started: StartedWorker,
  { json, quiet }: ValuesOf<typeof WORKER_OUTPUT>,
  io: Io,
): Promise<number> {
  const began = performance.now();
  const { facts, metricsListen } = started;
  const tell = (text: string): void => void io.stderr.write(`${text}\n`);
  const metrics = metricsListen === undefined ? undefined : await listen(started, metricsListen);
  const metricsAt = metrics && placeOf(metrics.at, 'http', '/metrics');
  if (!quiet) tell(workerStartText({ ...facts, pid: process.pid, metricsAt }));
  const { signal, dispose } = onInterrupt(io, () =>
    tell('Stopping: photos at work are finished; a second signal stops at once'),
  );
  const minutes = new Minutes(quiet ? () => {} : tell);
  try {
    const done = await started.run(signal, both(metrics?.heard, minutes));
    const seconds = (performance.now() - began) / 1000;
    if (json || !quiet) io.stdout.write(`${endOf(done, started, seconds, Boolean(json))}\n`);
  } finally {
    minutes.stop();
    await metrics?.stop();
    dispose();
  }
  return EXIT.done;
}

function endOf(done: WorkDone, { facts }: StartedWorker, seconds: number, asJson: boolean): string {
  return asJson ? workerEndEvent(done, facts, seconds) : workerEndText(done, seconds);
}

/** Answers whoever asks for metrics; loaded for those who want that alone. */
async function listen({ facts }: StartedWorker, place: string) {
  const { workerMetrics } = await import('../../http/worker-metrics.js');
  const { listenForMetrics } = await import('../../http/listen-metrics.js');
  const { registry, heard } = workerMetrics(facts);
  const listening = await listenForMetrics(readListenAddress(place) as ListenAddress, registry);
  return { ...listening, heard };
}

function both(metrics: WorkHeard | undefined, minutes: Minutes): WorkHeard {
  return {
    begin: (state) => metrics?.begin(state),
    done: (isFailed) => {
      metrics?.done(isFailed);
      minutes.add(isFailed);
    },
    taken: (seconds) => metrics?.taken(seconds),
  };
}
