import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemProblem } from '../domain/system-problem.js';
import { pathText } from '../domain/text.js';
import { sha256 } from '../system/sha256.js';
import type { ModelFolders } from './folders.js';
import { pathOf } from './folders.js';
import { PACK_FILE } from './installed-pack.js';
import type { ModelSpec, PackSpec } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';
import { readRegularFile } from './regular-file.js';
import { replaceFile } from './replace.js';
import { notSelfContained } from './self-contained.js';

/**
 * Installs a model from a folder or file of the operator's. An existing model is replaced in one
 * step, once the SHA-256 of the new file matches.
 *
 * @param advice what to do without the file, as the end of a sentence
 * @throws {ModelPackError} when the file is missing or is a different one.
 */
export function installFrom(
  spec: ModelSpec,
  from: string,
  folders: ModelFolders,
  advice: string,
): void {
  const sources = placesIn(from, spec);
  if (sources.length === 0) {
    const problem = existsSync(from)
      ? `there is no ${namesOf(spec).join(' or ')} in ${pathText(from)}`
      : `${pathText(from)} does not exist`;
    throw new ModelPackError(`${problem}: ${advice}`);
  }
  const problems: string[] = [];
  for (const source of sources) {
    const bytes = readRegularFile(source);
    const found = sha256(bytes);
    if (found === spec.sha256) {
      place(pathOf(spec, folders), bytes);
      return;
    }
    problems.push(`${pathText(source)} is not ${spec.id}: its SHA-256 is ${found}`);
  }
  throw new ModelPackError(
    `${problems.join('; ')}, it must be ${spec.sha256}; nothing was installed: ${advice}`,
  );
}

/** Whether `from` holds a model's file, under its own name or the published one. */
export function isIn(from: string, spec: ModelSpec): boolean {
  return placesIn(from, spec).length > 0;
}

/** Paths where a model's file may be; `from` is the folder that holds it, or the file itself. */
function placesIn(from: string, spec: ModelSpec): readonly string[] {
  const found = statSync(from, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) return [from];
  return namesOf(spec)
    .map((name) => join(from, name))
    .filter(existsSync);
}

function namesOf({ file, publishedAs }: ModelSpec): readonly string[] {
  return publishedAs === undefined ? [basename(file)] : [basename(file), publishedAs];
}

/** An operator's files, copied, and the pack to be installed from them. */
export interface StagedPack {
  readonly name: string;
  readonly spec: PackSpec;
  /** Paths of the files that did not exist before. */
  readonly added: readonly string[];
}

/**
 * Copies the files of a pack with no pinned SHA-256. Each file name and the encoder's ID get the
 * SHA-256: an installed pack of the same name keeps working until `finishPack`, and templates of
 * different files are never compared.
 *
 * @throws {ModelPackError} when a file is missing or not a self-contained ONNX model.
 */
export function stagePack(
  name: string,
  spec: PackSpec,
  from: string,
  folders: ModelFolders,
): StagedPack {
  const { detector, encoder } = spec;
  // All files are read before the first is copied, so that a bad one leaves nothing behind.
  const ownEncoder = readOwn(name, encoder, from);
  const ownDetector = detector && readOwn(name, detector, from);
  const own = [ownEncoder, ...(ownDetector ? [ownDetector] : [])];
  const paths = own.map(({ file }) => join(folders.installed, file));
  // Detector and encoder may be one file.
  const added = [...new Set(paths)].filter((path) => !existsSync(path));
  own.forEach(({ bytes }, i) => void place(paths[i] as string, bytes));
  const { file, sha256 } = ownEncoder;
  const id = `${encoder.id}@${sha256.slice(0, 12)}`;
  return {
    name,
    spec: {
      ...spec,
      ...(detector &&
        ownDetector && {
          detector: { ...detector, file: ownDetector.file, sha256: ownDetector.sha256 },
        }),
      encoder: { ...encoder, file, sha256, id },
    },
    added,
  };
}

/** Makes a staged pack the installed one in one step, then removes the files of its predecessor. */
export function finishPack({ name, spec }: StagedPack, folders: ModelFolders): void {
  const folder = join(folders.installed, name);
  place(join(folder, PACK_FILE), Buffer.from(`${JSON.stringify(spec, null, 2)}\n`));
  removeOthers(folder, spec);
}

/** Removes what `stagePack` copied; an installed pack of the same name stays. */
export function discardPack({ name, added }: StagedPack, folders: ModelFolders): void {
  for (const path of added) rmSync(path);
  const folder = join(folders.installed, name);
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Removes the ONNX files in a pack's folder that do not belong to the pack. */
function removeOthers(folder: string, spec: PackSpec | undefined): void {
  const kept = [spec?.detector, spec?.encoder].map((model) => basename(model?.file ?? ''));
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.onnx') && !kept.includes(file)) rmSync(join(folder, file));
  }
}

/** Reads an operator's file; `file` is its name once installed. */
function readOwn(
  name: string,
  model: ModelSpec,
  from: string,
): { readonly bytes: Buffer; readonly file: string; readonly sha256: string } {
  const source = join(from, basename(model.file));
  const bytes = readRegularFile(source);
  const problem = notSelfContained(bytes);
  if (problem !== undefined) {
    throw new ModelPackError(`${pathText(source)} cannot be installed: ${problem}`);
  }
  const sum = sha256(bytes);
  const file = join(name, `${basename(model.file, '.onnx')}-${sum.slice(0, 12)}.onnx`);
  return { bytes, file, sha256: sum };
}

function place(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, bytes);
  } catch (error) {
    throw new ModelPackError(`${pathText(path)} cannot be written: ${systemProblem(error)}`);
  }
}
