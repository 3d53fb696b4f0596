import { join } from 'node:path';
import { MODELS_FOLDER, type ModelSpec } from './manifest.js';

/** Where the folders of models are. */
export interface ModelFolders {
  /** The models of the standard pack: they come with faceenroll, or are built when it is set up. */
  readonly own: string;
  /** The ones that the operator installed. */
  readonly installed: string;
}

/** The folders of this installation; `FACEENROLL_MODELS` names another one for installed packs. */
export function modelFolders(): ModelFolders {
  return { own: MODELS_FOLDER, installed: process.env.FACEENROLL_MODELS || MODELS_FOLDER };
}

/** The folder of the pack that comes with faceenroll; no other pack can have its name. */
const OWN_PACK = 'standard/';

/** Whether a model comes with faceenroll, and is built when it is set up; the others are installed. */
export function isOwn({ file }: ModelSpec): boolean {
  return file.startsWith(OWN_PACK);
}

/** Where the file of a model is, or is to be. */
export function pathOf(model: ModelSpec, folders: ModelFolders): string {
  return join(isOwn(model) ? folders.own : folders.installed, model.file);
}
