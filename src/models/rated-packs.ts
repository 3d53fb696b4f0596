import type { RatedPack } from '../domain/rated-pack.js';
import { type ModelFolders, modelFolders } from './folders.js';
import type { ModelSpec } from './manifest.js';
import { modelsOf, packNames, packSpec, repairAll, verifyPack } from './packs.js';
import type { ModelStatus } from './verify.js';

/**
 * All packs, with how strong they are and what it takes to use them.
 *
 * @throws {ModelPackError} when a file of a pack cannot be read.
 */
export function ratedPacks(folders: ModelFolders = modelFolders()): readonly RatedPack[] {
  return packNames(folders).map((name) => {
    const spec = packSpec(name, folders);
    return ratedPack(name, verifyPack(spec, folders), folders);
  });
}

/** One pack, of which the files have been looked at. */
export function ratedPack(
  name: string,
  files: readonly ModelStatus[],
  folders: ModelFolders = modelFolders(),
): RatedPack {
  const spec = packSpec(name, folders);
  const missing = modelsOf(spec).filter((_, i) => files[i]?.status !== 'ok');
  return {
    name,
    encoder: spec.encoder.id,
    strength: spec.encoder.strength,
    isInstalled: missing.length === 0,
    install:
      missing.length > 0 && missing.every(isPublished) ? repairAll(name, missing) : undefined,
    isRestricted: spec.notice !== undefined,
  };
}

/** Whether a model can be had without a file of the operator's own. */
function isPublished({ build, addresses }: ModelSpec): boolean {
  return build !== undefined || addresses !== undefined;
}
