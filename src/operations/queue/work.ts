import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { WorkDone } from '../../domain/crew.js';
import { FatalError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { messageOf, quotedPath } from '../../domain/text.js';
import type { ExtractionPool } from '../../workers/pool.js';
import { QueueWorker } from '../../workers/queue/worker/queue-worker.js';
import type { HostContext } from '../context.js';
import type { WORKER_OPTIONS } from '../options/queue.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { workerPool } from '../worker-pool.js';
import { AtWork } from './at-work.js';
import { CONNECTIONS, extractorFacts, linkTo, queueKey } from './connect.js';
import { waitingCounter } from './waiting.js';
import type { StartedWorker, WorkHeard } from './worker-types.js';

/**
 * Makes a worker of a queue, which begins when it is run. Whoever calls it runs it.
 *
 * @throws {FatalError} when the pack, the key or the folder of the photos is not there.
 * @throws {UsageError} when no queue is named.
 */
export async function startWorker(
  { host }: HostContext,
  values: ValuesOf<typeof WORKER_OPTIONS>,
): Promise<StartedWorker> {
  const { models, workers: threads = availableParallelism(), maxMemory, untilIdle } = values;
  const pack = packFor(host, models);
  const link = linkTo(values, host, { connections: CONNECTIONS.worker, name: 'faceenroll worker' });
  const key = queueKey(values, host);
  const photosFolder = values.photos === undefined ? undefined : realFolder(values.photos);
  const facts = { pack: pack.name, encoder: pack.encoder, threads, queue: link.shown };
  const run = async (signal: AbortSignal, heard: WorkHeard): Promise<WorkDone> => {
    const atWork = new AtWork(heard.taken);
    heard.begin({
      atWork: () => atWork.count,
      outages: () => link.outages,
      waiting: waitingCounter(link, pack.encoder),
    });
    const pool = workerPool(host, pack.models, { threads, maxMemory });
    let encoder: ExtractionPool | undefined;
    const worker = new QueueWorker({
      link,
      key,
      photosFolder,
      tell: host.tell,
      extractor: extractorFacts(pack),
      pool: atWork.extracting(pool),
      encoder: () => {
        encoder ??= workerPool(host, pack.models, { threads, work: 'encode' });
        return atWork.encoding(encoder);
      },
      onDone: heard.done,
    });
    pool.start();
    try {
      return await worker.run(signal, untilIdle === undefined ? undefined : untilIdle * 1000);
    } catch (error) {
      if (!signal.aborted || !link.isAway) throw error;
      // Whoever stops it while PostgreSQL is away has done nothing wrong, and nothing is lost.
      host.tell(`${messageOf(error)}. Other workers get the photos that it had`);
      return worker.done;
    } finally {
      await Promise.all([pool.close(), encoder?.close()]);
      link.stopWaiting();
      await link.close();
    }
  };
  return { facts, metricsListen: values.metricsListen, run };
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new FatalError(
      `the folder of the photos ${quotedPath(path)} (--photos): ${systemProblem(error)}`,
    );
  }
}
