import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { systemProblem } from '../domain/system-problem.js';
import { pathText } from '../domain/text.js';
import { type ModelFolders, modelFolders, pathOf } from './folders.js';
import type { ModelSpec } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';

const PIECE_BYTES = 256 * 1024;

export interface ModelStatus {
  readonly id: string;
  readonly path: string;
  readonly status: 'ok' | 'missing' | 'altered';
}

/** Error codes for a missing file; any other error concerns a file that exists. */
const MISSING: readonly unknown[] = ['ENOENT', 'ENOTDIR'];

/**
 * Compares a model's file with its SHA-256.
 *
 * @throws {ModelPackError} when it cannot be read.
 */
export function verifyModel(model: ModelSpec, folders: ModelFolders = modelFolders()): ModelStatus {
  const path = pathOf(model, folders);
  return { id: model.id, path, status: fileStatus(path, model.sha256) };
}

function fileStatus(path: string, expected: string | undefined): ModelStatus['status'] {
  const sha256 = sha256Of(path);
  // Without a pinned SHA-256 the model was never installed, even if a file is there.
  if (sha256 === undefined || expected === undefined) return 'missing';
  return sha256 === expected ? 'ok' : 'altered';
}

/**
 * Undefined when there is no file. Read in pieces: whole models in one buffer would trigger the
 * garbage collector at each start.
 */
function sha256Of(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    for (let bytes = readSync(file, piece); bytes > 0; bytes = readSync(file, piece)) {
      hash.update(piece.subarray(0, bytes));
    }
    return hash.digest('hex');
  } catch (error) {
    if (MISSING.includes((error as NodeJS.ErrnoException).code)) return undefined;
    throw new ModelPackError(
      `the model file ${pathText(path)} cannot be read: ${systemProblem(error)}; mend that, and run the same command again`,
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
