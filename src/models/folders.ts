import { join } from 'node:path';
import { MODELS_FOLDER, type ModelSpec } from './manifest.js';

/** Where the folders of models are. */
export interface ModelFolders {
  /** The models that come with faceenroll, or are built from its packages. */
  readonly own: string;
  /** The ones that the operator installed. */
  readonly installed: string;
}

/** The folders of this installation; `FACEENROLL_MODELS` names another one for installed packs. */
export function modelFolders(): ModelFolders {
  return { own: MODELS_FOLDER, installed: process.env.FACEENROLL_MODELS || MODELS_FOLDER };
}

/** Where the file of a model is, or is to be. */
export function pathOf(model: ModelSpec, folders: ModelFolders): string {
  return join(model.build ? folders.own : folders.installed, model.file);
}
