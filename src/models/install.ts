import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ModelFolders } from './folders.js';
import { pathOf } from './folders.js';
import type { ModelSpec, PackSpec } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';
import { PACK_FILE } from './packs.js';
import { replaceFile } from './replace.js';

/**
 * Installs a model from a folder that the operator has it in: checked by its SHA-256, and
 * put in its place in one step, so that what was there before stays until then.
 *
 * @throws {ModelPackError} when the file is not there or is another one.
 */
export function installFrom(spec: ModelSpec, from: string, folders: ModelFolders): void {
  const source = join(from, basename(spec.file));
  const bytes = readModel(source);
  const sha256 = sha256Of(bytes);
  if (sha256 !== spec.sha256) {
    throw new ModelPackError(
      `${source} is not ${spec.id}: its SHA-256 is ${sha256}, it must be ${spec.sha256}; nothing was installed`,
    );
  }
  place(pathOf(spec, folders), bytes);
}

/** Files of the operator's own that have been copied, and the pack as it will be installed. */
export interface StagedPack {
  readonly name: string;
  readonly spec: PackSpec;
}

/**
 * Copies the files of a pack whose SHA-256 nobody has pinned. Each goes under a name that
 * has its SHA-256 in it, so that an older pack of the same name keeps working until
 * `finishPack`; the encoder's ID has it, too, so that templates of another file are never
 * taken for this one's.
 *
 * @throws {ModelPackError} when a file is not there.
 */
export function stagePack(
  name: string,
  spec: PackSpec,
  from: string,
  folders: ModelFolders,
): StagedPack {
  const { detector, encoder } = spec;
  const stagedEncoder = stage(name, encoder, from, folders);
  const id = `${encoder.id}@${stagedEncoder.sha256.slice(0, 12)}`;
  return {
    name,
    spec: {
      ...spec,
      ...(detector && { detector: { ...detector, ...stage(name, detector, from, folders) } }),
      encoder: { ...encoder, ...stagedEncoder, id },
    },
  };
}

/** Makes a staged pack the one of its name, in one step, and removes the files of the one before. */
export function finishPack({ name, spec }: StagedPack, folders: ModelFolders): void {
  const folder = join(folders.installed, name);
  place(join(folder, PACK_FILE), Buffer.from(`${JSON.stringify(spec, null, 2)}\n`));
  const kept = [spec.detector, spec.encoder].map((model) => basename(model?.file ?? ''));
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.onnx') && !kept.includes(file)) rmSync(join(folder, file));
  }
}

function stage(
  name: string,
  model: ModelSpec,
  from: string,
  folders: ModelFolders,
): { readonly file: string; readonly sha256: string } {
  const bytes = readModel(join(from, basename(model.file)));
  const sha256 = sha256Of(bytes);
  const file = join(name, `${basename(model.file, '.onnx')}-${sha256.slice(0, 12)}.onnx`);
  place(join(folders.installed, file), bytes);
  return { file, sha256 };
}

function readModel(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ModelPackError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function place(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, bytes);
  } catch (error) {
    throw new ModelPackError(`${path} cannot be written: ${(error as Error).message}`);
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
