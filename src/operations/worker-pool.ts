import type { PackModels } from '../models/packs.js';
import { ExtractionPool, type PhotoPool } from '../workers/pool.js';
import type { PoolOptions } from '../workers/pool-options.js';
import type { Host } from './host.js';

/**
 * Where operations have their worker threads from: of a host that keeps worker processes, one
 * that is warm. Whoever takes a pool closes it.
 */
export function workerPool(
  { processes }: Pick<Host, 'processes'>,
  models: PackModels,
  options: Omit<PoolOptions, 'processes'>,
): ExtractionPool {
  return new ExtractionPool(models, { ...options, processes });
}

/** The same for photos: of a host that keeps a pool for its models, that one. */
export function photoPool(
  host: Pick<Host, 'processes' | 'pool'>,
  models: PackModels,
  options: Omit<PoolOptions, 'processes' | 'work'>,
  how?: { readonly waits?: boolean },
): PhotoPool {
  return host.pool?.lend(models, how) ?? workerPool(host, models, options);
}
