import type { PackModels } from '../models/packs.js';
import { ExtractionPool } from '../workers/pool.js';

/** How many threads look at photos. */
export interface PoolSize {
  /** One for each core unless told. */
  readonly workers?: number | undefined;
}

/** Where operations have their worker threads from. Whoever takes a pool closes it. */
export function workerPool(models: PackModels, { workers }: PoolSize): ExtractionPool {
  return new ExtractionPool(models, workers);
}
