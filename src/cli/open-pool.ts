import type { ModelPack } from '../models/packs.js';
import { ExtractionPool } from '../workers/pool.js';

/** The worker threads for a pack, with the liveness model where that is installed. */
export function openPool(
  files: ModelPack['files'],
  livenessModel: string | undefined,
  threads: number | undefined,
): ExtractionPool {
  const setup = livenessModel === undefined ? files : { ...files, liveness: livenessModel };
  return new ExtractionPool(setup, threads);
}
