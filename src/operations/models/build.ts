import { resolve } from 'node:path';
import type { BuiltModel } from '../../models/build/build.js';
import { modelFolders, pathOf } from '../../models/folders.js';
import { readManifest } from '../../models/manifest.js';
import { modelsOf } from '../../models/packs.js';
import { verifyModel } from '../../models/verify.js';
import type { HostContext } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import type { BUILD_OPTIONS } from './options.js';
import { modelSources } from './sources.js';

export type { BuiltModel };

/**
 * Builds the models of the standard pack, of all packs the only one that is built: every one,
 * or only those that are not there whole. Returns what was built.
 *
 * @throws {FatalError} when a weight file cannot be had, or a model is not as it must be.
 */
export async function buildStandard(
  { host }: HostContext,
  { from, missingOnly }: ValuesOf<typeof BUILD_OPTIONS>,
): Promise<readonly BuiltModel[]> {
  const folders = modelFolders();
  const models = modelsOf(readManifest().packs.standard).filter(
    (model) => !missingOnly || verifyModel(model, folders).status !== 'ok',
  );
  if (models.length === 0) return [];
  const { buildModel } = await import('../../models/build/build.js');
  const folder = from === undefined ? undefined : resolve(host.cwd, from);
  // One for all: two models come from one package, which is fetched once.
  const read = modelSources(models, folders, 'faceenroll models build', folder, host);
  const built: BuiltModel[] = [];
  for (const model of models) {
    built.push(await buildModel(model, read, pathOf(model, folders)));
  }
  return built;
}
