import { number } from '../../domain/text.js';
import { type EncodingFailures, encodeDue } from '../../enroll/upgrade/encode-due.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import type { Host } from '../host.js';
import { workerPool } from '../worker-pool.js';
import type { UpgradeOptions } from './options.js';

/**
 * Encodes what is due, and goes on once every face is staged that can be.
 *
 * @throws the reason of the host's signal when it was aborted; what is encoded is kept.
 */
export async function stageThen<T>(
  part: CollectionStore,
  pack: ModelPack,
  { workers }: Pick<UpgradeOptions, 'workers'>,
  host: Host,
  then: (failures: EncodingFailures) => T | Promise<T>,
): Promise<T> {
  const { toEncode: total } = part.staged.counts();
  const { signal } = host;
  const pool = workerPool(host, pack.models, { threads: workers, work: 'encode' });
  const drop = (): void => pool.drop(signal.reason);
  signal.addEventListener('abort', drop);
  try {
    const failures = await encodeDue(part.staged.due(), part, pool, {
      ...{ total, signal },
      onProgress: (at) => host.progress({ kind: 'batch', at }),
    });
    host.progress(undefined);
    await pool.close();
    signal.throwIfAborted();
    return await then(failures);
  } catch (error) {
    if (signal.aborted && error === signal.reason) tellKept(part, host);
    throw error;
  } finally {
    signal.removeEventListener('abort', drop);
    await pool.close();
  }
}

function tellKept({ staged }: CollectionStore, host: Host): void {
  const { due, staged: done } = staged.counts();
  host.tell(
    `Nothing was switched. ${number(done)} of ${number(due)} faces are encoded and kept: the same command goes on from there.`,
  );
}
