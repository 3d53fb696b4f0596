import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ExtraSpec, MODELS_FOLDER } from './manifest.js';
import { ModelPackError } from './packs.js';

/**
 * Installs a model from a folder that the operator has it in: checked by its SHA-256, and
 * put in its place in one step, so that what was there before stays until then.
 *
 * @returns the path of the installed file.
 * @throws {ModelPackError} when the file is not there or is another one.
 */
export function installFrom(spec: ExtraSpec, from: string, folder: string = MODELS_FOLDER): string {
  const source = join(from, basename(spec.file));
  const bytes = readModel(source);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== spec.sha256) {
    throw new ModelPackError(
      `${source} is not ${spec.id}: its SHA-256 is ${sha256}, it must be ${spec.sha256}; nothing was installed`,
    );
  }
  const path = join(folder, spec.file);
  try {
    mkdirSync(dirname(path), { recursive: true });
    replace(path, bytes);
  } catch (error) {
    throw new ModelPackError(`${path} cannot be written: ${(error as Error).message}`);
  }
  return path;
}

function readModel(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ModelPackError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function replace(path: string, bytes: Buffer): void {
  const part = `${path}.part`;
  const file = openSync(part, 'w');
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}
