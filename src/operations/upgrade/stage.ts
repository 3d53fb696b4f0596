import { number } from '../../domain/text.js';
import { type EncodingFailures, encodeDue } from '../../enroll/upgrade/encode-due.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import type { EncodingPool } from '../../workers/pool.js';
import { BatchTelling } from '../batch-telling.js';
import type { Host } from '../host.js';
import { workerPool } from '../worker-pool.js';
import type { UpgradeOptions } from './options.js';

type EncodingOptions = Pick<UpgradeOptions, 'workers' | 'queue' | 'queueKeyFile' | 'priority'>;

/**
 * Encodes what is due, and goes on once every face is staged that can be.
 *
 * @throws the reason of the host's signal when it was aborted; what is encoded is kept.
 */
export async function stageThen<T>(
  part: CollectionStore,
  pack: ModelPack,
  options: EncodingOptions,
  host: Host,
  then: (failures: EncodingFailures) => T | Promise<T>,
): Promise<T> {
  const { toEncode: total } = part.staged.counts();
  const { signal } = host;
  const pool = await encodingPool(host, pack, options);
  const progress = new BatchTelling(host, pool);
  const drop = (): void => pool.drop(signal.reason);
  signal.addEventListener('abort', drop);
  try {
    const failures = await encodeDue(part.staged.due(), part, pool, {
      ...{ total, signal },
      onProgress: (at) => progress.tell(at),
    });
    progress.end();
    await pool.close();
    signal.throwIfAborted();
    return await then(failures);
  } catch (error) {
    if (signal.aborted && error === signal.reason) tellKept(part, host);
    throw error;
  } finally {
    progress.end();
    signal.removeEventListener('abort', drop);
    await pool.close();
  }
}

/** Whatever encodes the faces: threads here, or workers on other machines. */
async function encodingPool(
  host: Host,
  pack: ModelPack,
  options: EncodingOptions,
): Promise<EncodingPool> {
  if (options.queue !== undefined) {
    // Its libraries are large.
    const { queuePool } = await import('../queue/queue-pool.js');
    return queuePool(host, pack, options);
  }
  return workerPool(host, pack.models, { threads: options.workers, work: 'encode' });
}

function tellKept({ staged }: CollectionStore, host: Host): void {
  const { due, staged: done } = staged.counts();
  host.tell(
    `Nothing was switched. ${number(done)} of ${number(due)} faces are encoded and kept: the same command goes on from there.`,
  );
}
