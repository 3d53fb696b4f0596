import { join } from 'node:path';
import { MODELS_FOLDER, type ModelSpec } from './manifest.js';

export interface ModelFolders {
  /** Models of the standard pack: shipped with faceenroll, or built when it is set up. */
  readonly own: string;
  readonly installed: string;
}

/** The folders of this installation; `FACEENROLL_MODELS` overrides the one for installed packs. */
export function modelFolders(): ModelFolders {
  return { own: MODELS_FOLDER, installed: process.env.FACEENROLL_MODELS || MODELS_FOLDER };
}

/** The folder of the pack that ships with faceenroll; no other pack can take its name. */
const OWN_PACK = 'standard/';

/** Whether a model ships with faceenroll or is built when it is set up; all others are installed. */
export function isOwn({ file }: ModelSpec): boolean {
  return file.startsWith(OWN_PACK);
}

/** The path of a model's file, present or not. */
export function pathOf(model: ModelSpec, folders: ModelFolders): string {
  return join(isOwn(model) ? folders.own : folders.installed, model.file);
}
