import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemProblem } from '../../domain/system-problem.js';
import { pathText } from '../../domain/text.js';
import { sha256 } from '../../system/sha256.js';
import { MODELS_FOLDER, type ModelSpec } from '../manifest.js';
import { ModelPackError } from '../model-pack-error.js';
import { replaceFile } from '../replace.js';
import type { ReadSource } from '../sources/source-reader.js';
import { convert } from './convert.js';
import { checkAgainstGolden, type GoldenModel } from './golden.js';

/** A built model, and its largest deviation from the golden figures. */
export interface BuiltModel {
  readonly id: string;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly worstDifference: number;
}

/**
 * Builds one model from pinned files. Puts it at `path` in one step, once its outputs match the
 * golden figures and its bytes their SHA-256.
 *
 * @throws {WeightFileError} when a source file is missing or altered.
 * @throws {Error} when the model differs from the golden figures or its pinned SHA-256.
 * @throws {ModelPackError} when it cannot be written.
 */
export async function buildModel(
  model: ModelSpec,
  read: ReadSource,
  path: string,
): Promise<BuiltModel> {
  const { id, build } = model;
  if (!build) throw new Error(`the manifest does not say how ${id} is built`);
  const files: Uint8Array[] = [];
  // Sequential, because parallel downloads would share one progress line.
  for (const source of build.sources) files.push(await read(source));
  const bytes = convert(id, build, files);
  const worstDifference = await checkAgainstGolden(bytes, id, goldenModels()[id]);
  const found = sha256(bytes);
  if (found !== model.sha256) {
    throw new Error(
      `${id}: the built file has the SHA-256 ${found}, models/manifest.json names ${model.sha256}`,
    );
  }
  try {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, bytes);
  } catch (error) {
    throw new ModelPackError(`${pathText(path)} cannot be written: ${systemProblem(error)}`);
  }
  return { id, path, sha256: found, bytes: bytes.length, worstDifference };
}

function goldenModels(): Readonly<Record<string, GoldenModel>> {
  return JSON.parse(readFileSync(join(MODELS_FOLDER, 'golden.json'), 'utf8'));
}
