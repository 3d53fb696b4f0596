import { realpathSync } from 'node:fs';
import type { WorkDone } from '../../domain/crew.js';
import { FatalError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';
import type { ExtractionPool } from '../../workers/pool.js';
import { QueueWorker } from '../../workers/queue/queue-worker.js';
import type { HostContext } from '../context.js';
import type { WORKER_OPTIONS } from '../options/queue.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { workerPool } from '../worker-pool.js';
import { extractorFacts, linkTo, queueKey } from './connect.js';

const CONNECTIONS = 3;

/**
 * Extracts photos of a queue until the host's signal is aborted, or nothing was to be done for a
 * while.
 *
 * @throws {FatalError} when nothing can be extracted here, or all imports ask for other models.
 */
export async function work(
  { host }: HostContext,
  input: ValuesOf<typeof WORKER_OPTIONS>,
): Promise<WorkDone> {
  const { models, workers: threads, maxMemory, untilIdle } = input;
  const pack = packFor(host, models);
  const key = queueKey(input, host);
  const photosFolder = input.photos === undefined ? undefined : realFolder(input.photos);
  const link = linkTo(input, host, { connections: CONNECTIONS, name: 'faceenroll worker' });
  const pool = workerPool(host, pack.models, { threads, maxMemory });
  let encoder: ExtractionPool | undefined;
  const worker = new QueueWorker({
    ...{ link, key, photosFolder, pool, tell: host.tell },
    extractor: extractorFacts(pack),
    encoder: () => {
      encoder ??= workerPool(host, pack.models, { threads, work: 'encode' });
      return encoder;
    },
  });
  pool.start();
  const idleMs = untilIdle === undefined ? undefined : untilIdle * 1000;
  try {
    return await worker.run(host.signal, idleMs);
  } finally {
    await Promise.all([pool.close(), encoder?.close()]);
    link.stopWaiting();
    await link.close();
  }
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new FatalError(`the folder of the photos ${quotedPath(path)}: ${systemProblem(error)}`);
  }
}
