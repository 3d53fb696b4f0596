import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemProblem } from '../domain/system-problem.js';
import { pathText } from '../domain/text.js';
import type { ModelFolders } from './folders.js';
import { pathOf } from './folders.js';
import { PACK_FILE } from './installed-pack.js';
import type { ModelSpec, PackSpec } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';
import { readRegularFile } from './regular-file.js';
import { replaceFile } from './replace.js';
import { notSelfContained } from './self-contained.js';
import { sha256 } from './sha256.js';

/**
 * Installs a model from what the operator has, a folder or the file itself: checked by its
 * SHA-256, and put in its place in one step, so that what was there before stays until then.
 *
 * @param advice what to do for who does not have the file, as the end of a sentence
 * @throws {ModelPackError} when the file is not there or is another one.
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

/** Whether a model's file is where the operator says, by its own name or the published one. */
export function isIn(from: string, spec: ModelSpec): boolean {
  return placesIn(from, spec).length > 0;
}

/** Where the file of a model may be: `from` is a folder that has it, or the file itself. */
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

/** Files of the operator's own that have been copied, and the pack as it will be installed. */
export interface StagedPack {
  readonly name: string;
  readonly spec: PackSpec;
  /** The files that were not there before. */
  readonly added: readonly string[];
}

/**
 * Copies the files of a pack whose SHA-256 nobody has pinned. Each goes under a name that
 * has its SHA-256 in it, so that an older pack of the same name keeps working until
 * `finishPack`; the encoder's ID has it, too, so that templates of another file are never
 * taken for this one's.
 *
 * @throws {ModelPackError} when a file is not there, or is no ONNX model in one file.
 */
export function stagePack(
  name: string,
  spec: PackSpec,
  from: string,
  folders: ModelFolders,
): StagedPack {
  const { detector, encoder } = spec;
  // All are read before the first is copied: where one is no good, nothing is left behind.
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

/** Makes a staged pack the one of its name, in one step, and removes the files of the one before. */
export function finishPack({ name, spec }: StagedPack, folders: ModelFolders): void {
  const folder = join(folders.installed, name);
  place(join(folder, PACK_FILE), Buffer.from(`${JSON.stringify(spec, null, 2)}\n`));
  removeOthers(folder, spec);
}

/** Removes the files of a staged pack that will not be installed; one of its name that was there stays. */
export function discardPack({ name, added }: StagedPack, folders: ModelFolders): void {
  for (const path of added) rmSync(path);
  const folder = join(folders.installed, name);
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Removes the models in the folder of a pack that are not the pack's. */
function removeOthers(folder: string, spec: PackSpec | undefined): void {
  const kept = [spec?.detector, spec?.encoder].map((model) => basename(model?.file ?? ''));
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.onnx') && !kept.includes(file)) rmSync(join(folder, file));
  }
}

/** A file of the operator's own, and the name that it will have. */
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
