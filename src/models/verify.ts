import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ModelFolders, modelFolders, pathOf } from './folders.js';
import type { ModelSpec } from './manifest.js';

export interface ModelStatus {
  readonly id: string;
  readonly path: string;
  readonly status: 'ok' | 'missing' | 'altered';
}

/** Compares the file of one model with its SHA-256. */
export function verifyModel(model: ModelSpec, folders: ModelFolders = modelFolders()): ModelStatus {
  const path = pathOf(model, folders);
  return { id: model.id, path, status: fileStatus(path, model.sha256) };
}

function fileStatus(path: string, expected: string | undefined): ModelStatus['status'] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return 'missing';
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // Without a SHA-256 nobody has installed it, whatever lies there.
  if (expected === undefined) return 'missing';
  return sha256 === expected ? 'ok' : 'altered';
}
