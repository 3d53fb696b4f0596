import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { systemProblem } from '../domain/system-problem.js';
import { pathText } from '../domain/text.js';
import { type ModelFolders, modelFolders, pathOf } from './folders.js';
import type { ModelSpec } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';

export interface ModelStatus {
  readonly id: string;
  readonly path: string;
  readonly status: 'ok' | 'missing' | 'altered';
}

/** What the system says where there is no file: any other problem is one of the file that is there. */
const MISSING: readonly unknown[] = ['ENOENT', 'ENOTDIR'];

/**
 * Compares the file of one model with its SHA-256.
 *
 * @throws {ModelPackError} when it cannot be read.
 */
export function verifyModel(model: ModelSpec, folders: ModelFolders = modelFolders()): ModelStatus {
  const path = pathOf(model, folders);
  return { id: model.id, path, status: fileStatus(path, model.sha256) };
}

function fileStatus(path: string, expected: string | undefined): ModelStatus['status'] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (MISSING.includes((error as NodeJS.ErrnoException).code)) return 'missing';
    throw new ModelPackError(
      `the model file ${pathText(path)} cannot be read: ${systemProblem(error)}`,
    );
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // Without a SHA-256 nobody has installed it, whatever lies there.
  if (expected === undefined) return 'missing';
  return sha256 === expected ? 'ok' : 'altered';
}
