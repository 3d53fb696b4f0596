import { excerpt, pathText } from '../domain/text.js';
import { type ModelFolders, modelFolders, pathOf } from './folders.js';
import { type ModelSpec, readManifest } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';
import { modelsOf, packNames, packSpec, repair, unusable } from './packs.js';
import { verifyModel } from './verify.js';

/** What the library says before the reason; the path is told anyway. */
const LOADING = /^Load model from .* failed:/s;

/**
 * Why a model's file cannot be opened that was whole when its pack was found: somebody has deleted or
 * changed it meanwhile.
 *
 * @param words what the library says
 */
export function unopened(
  path: string,
  words: string,
  folders: ModelFolders = modelFolders(),
): ModelPackError {
  const why = excerpt(words.replace(LOADING, '').trim());
  try {
    const known = modelAt(path, folders);
    if (!known) {
      return new ModelPackError(`the model file ${pathText(path)} cannot be opened: ${why}`);
    }
    const { pack, model } = known;
    const found = verifyModel(model, folders);
    if (found.status !== 'ok') return unusable(found, repair(pack, model));
    return new ModelPackError(
      `the model file ${pathText(path)} is intact, and could not be opened (${why}): run the same command again; if it fails again, see "faceenroll doctor"`,
    );
  } catch (error) {
    if (error instanceof ModelPackError) return error;
    throw error;
  }
}

/** The model of that file, and a pack that has it; undefined for one that is not installed. */
function modelAt(
  path: string,
  folders: ModelFolders,
): { readonly pack: string; readonly model: ModelSpec } | undefined {
  const isThere = (model: ModelSpec): boolean => pathOf(model, folders) === path;
  const { liveness } = readManifest();
  if (isThere(liveness)) return { pack: 'liveness', model: liveness };
  for (const pack of packNames(folders)) {
    const model = modelsOf(packSpec(pack, folders)).find(isThere);
    if (model) return { pack, model };
  }
  return undefined;
}
