import type { RatedPack } from '../domain/rated-pack.js';
import { type ModelFolders, modelFolders } from './folders.js';
import type { ModelSpec } from './manifest.js';
import { modelsOf, packNames, packSpec, repairAll, verifyPack } from './packs.js';
import type { ModelStatus } from './verify.js';

/**
 * All packs, with their strength and the command that installs each.
 *
 * @throws {ModelPackError} when a file of a pack cannot be read.
 */
export function ratedPacks(folders: ModelFolders = modelFolders()): readonly RatedPack[] {
  return packNames(folders).map((name) => {
    const spec = packSpec(name, folders);
    return ratedPack(name, verifyPack(spec, folders), folders);
  });
}

/** Rates one pack; `files` has the status of its models, in the order of `modelsOf`. */
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

/** Whether a model can be obtained without a file of the operator's own. */
function isPublished({ build, addresses }: ModelSpec): boolean {
  return build !== undefined || addresses !== undefined;
}
