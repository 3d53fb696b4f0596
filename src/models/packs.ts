import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FatalError } from '../domain/fatal-error.js';
import {
  MODELS_FOLDER,
  type ModelSpec,
  modelsOf,
  type PackSpec,
  readManifest,
} from './manifest.js';

/** A model pack that cannot be used; the message says what to do. */
export class ModelPackError extends FatalError {
  override readonly name = 'ModelPackError';
}

/** A pack whose files are there and are what the manifest says. */
export interface ModelPack {
  readonly name: string;
  /** Names the encoder of a template; templates of different encoders are never compared. */
  readonly encoder: string;
  readonly files: {
    readonly detector: string;
    readonly landmarks: string;
    readonly encoder: string;
  };
}

export interface ModelStatus {
  readonly id: string;
  readonly path: string;
  readonly status: 'ok' | 'missing' | 'altered';
}

/** The pack that is used unless another is named. */
export const DEFAULT_PACK = 'standard';

/** @throws {ModelPackError} when the manifest has no pack of that name. */
export function packSpec(name: string): PackSpec {
  const { packs } = readManifest();
  const spec = Object.hasOwn(packs, name) ? packs[name] : undefined;
  if (spec) return spec;
  throw new ModelPackError(
    `there is no model pack ${name}; there are: ${Object.keys(packs).join(', ')}`,
  );
}

/** Compares the files of a pack with the SHA-256 in the manifest. */
export function verifyPack(spec: PackSpec, folder: string = MODELS_FOLDER): ModelStatus[] {
  return modelsOf(spec).map((model) => verifyModel(model, folder));
}

/** Compares the file of one model with the SHA-256 in the manifest. */
export function verifyModel(
  model: Pick<ModelSpec, 'id' | 'file' | 'sha256'>,
  folder: string = MODELS_FOLDER,
): ModelStatus {
  const path = join(folder, model.file);
  return { id: model.id, path, status: fileStatus(path, model) };
}

/**
 * The file of the liveness model, when it is installed.
 *
 * @throws {ModelPackError} when it was altered.
 */
export function findLiveness(folder: string = MODELS_FOLDER): string | undefined {
  const { path, status } = verifyModel(readManifest().liveness, folder);
  if (status === 'altered') {
    throw new ModelPackError(
      `the model file ${path} is altered: install it again with "faceenroll models install liveness --from <folder>"`,
    );
  }
  return status === 'ok' ? path : undefined;
}

function fileStatus(path: string, model: Pick<ModelSpec, 'sha256'>): ModelStatus['status'] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return 'missing';
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return sha256 === model.sha256 ? 'ok' : 'altered';
}

/**
 * Finds a pack and checks its files.
 *
 * @throws {ModelPackError} when a file is missing or altered.
 */
export function findPack(name: string, folder: string = MODELS_FOLDER): ModelPack {
  const spec = packSpec(name);
  const wrong = verifyPack(spec, folder).find((model) => model.status !== 'ok');
  if (wrong) {
    throw new ModelPackError(
      `the model file ${wrong.path} is ${wrong.status}: run "faceenroll models build" and try again`,
    );
  }
  return {
    name,
    encoder: spec.encoder.id,
    files: {
      detector: join(folder, spec.detector.file),
      landmarks: join(folder, spec.landmarks.file),
      encoder: join(folder, spec.encoder.file),
    },
  };
}
