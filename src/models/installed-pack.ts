import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, pathText } from '../domain/text.js';
import type { PackSpec } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';

/** Describes a pack of the operator's own files; lies in the pack's folder. */
export const PACK_FILE = 'pack.json';

/** Restricted because a pack's name becomes part of a path. */
const PACK_NAME = /^[A-Za-z0-9][\w.-]*$/;

/** The file names that installing gives. */
const OWN_FILE = /^[A-Za-z0-9][\w.-]*\.onnx$/;

/** Installing wrote `licence` before the field was named `license`. */
type WrittenSpec = PackSpec & { readonly licence?: string };

/**
 * The description of the pack that was installed into `folder`; undefined when none was.
 *
 * `FACEENROLL_MODELS` may name the folder. Whoever can write there chooses the models, but a
 * path in the description never leads out of the folder.
 *
 * @throws {ModelPackError} when the description is not what installing writes.
 */
export function installedPack(name: string, folder: string): PackSpec | undefined {
  if (!PACK_NAME.test(name)) return undefined;
  const path = join(folder, name, PACK_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const again = `install the pack ${name} again`;
  let spec: WrittenSpec;
  try {
    spec = JSON.parse(text);
  } catch (error) {
    throw new ModelPackError(`${pathText(path)} is no JSON (${messageOf(error)}): ${again}`);
  }
  const { encoder, detector = encoder, landmarks = encoder } = spec ?? {};
  for (const model of [encoder, detector, landmarks]) {
    if (!isOwnFile(name, model?.file) || model?.build !== undefined) {
      throw new ModelPackError(
        `${pathText(path)} does not name ONNX files of its own folder, as an installed pack does: ${again}`,
      );
    }
  }
  const { licence, ...current } = spec;
  return licence === undefined ? current : { ...current, license: licence };
}

function isOwnFile(pack: string, file: unknown): boolean {
  if (typeof file !== 'string') return false;
  // A pack installed on Windows has backslashes.
  const [folder, own = '', ...more] = file.split(/[\\/]/);
  return folder === pack && OWN_FILE.test(own) && more.length === 0;
}
