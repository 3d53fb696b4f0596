import { readdirSync } from 'node:fs';
import type { Strength } from '../domain/strength.js';
import { excerpt, pathText } from '../domain/text.js';
import type { FmrTable } from '../domain/thresholds.js';
import { isOwn, type ModelFolders, modelFolders, pathOf } from './folders.js';
import { installedPack } from './installed-pack.js';
import {
  type DetectorFamilyName,
  type EncoderFormat,
  type EncoderSpec,
  type ModelSpec,
  type PackSpec,
  readManifest,
} from './manifest.js';
import { ModelPackError } from './model-pack-error.js';
import { type ModelStatus, verifyModel } from './verify.js';

/** SHA-256 of the files of a pack's models, hexadecimal. */
interface ModelDigests {
  readonly detector: string;
  readonly landmarks: string;
  readonly encoder: string;
  readonly liveness?: string;
}

/** The models a worker opens; plain values, so that they can be posted to a thread. */
export interface PackModels {
  readonly detector: { readonly path: string; readonly family: DetectorFamilyName };
  readonly landmarks: { readonly path: string };
  readonly encoder: { readonly path: string; readonly format: AlignedFormat };
  readonly liveness?: { readonly path: string };
}

/** An encoder's format with its alignment resolved to points in pixels of its input. */
export interface AlignedFormat extends EncoderFormat {
  readonly alignment: readonly (readonly [number, number])[];
}

/** A pack whose files exist and match their SHA-256. */
export interface ModelPack {
  readonly name: string;
  /** The encoder of a template; templates of different encoders are never compared. */
  readonly encoder: string;
  /** What its similarities mean; absent where nobody has measured it. */
  readonly thresholds?: FmrTable;
  /** What it finds; absent where nobody has measured it. */
  readonly strength?: Strength;
  readonly license: string;
  /** What its license forbids. */
  readonly notice?: string;
  readonly models: PackModels;
  /** Of the files of its models, which tell one pack from another of the same name. */
  readonly digests: ModelDigests;
}

/**
 * The description of a pack: as pinned in the manifest, else as installed.
 *
 * @throws {ModelPackError} when there is no pack of that name.
 */
export function packSpec(name: string, folders: ModelFolders = modelFolders()): PackSpec {
  const spec = Object.hasOwn(readManifest().packs, name) ? readManifest().packs[name] : undefined;
  if (spec && isPinned(spec)) return spec;
  const installed = installedPack(name, folders.installed);
  if (installed ?? spec) return (installed ?? spec) as PackSpec;
  throw new ModelPackError(
    `there is no model pack ${excerpt(name)}; there are: ${packNames(folders).join(', ')}`,
  );
}

/** Names of all packs: the manifest's, then the operator's own. */
export function packNames(folders: ModelFolders = modelFolders()): readonly string[] {
  const known = Object.keys(readManifest().packs);
  const others = subfolders(folders.installed).filter(
    (name) => !known.includes(name) && installedPack(name, folders.installed),
  );
  return [...known, ...others];
}

/** The models of a pack, in the order in which a photo passes through them. */
export function modelsOf({ detector, landmarks, encoder }: PackSpec): readonly ModelSpec[] {
  const { standard } = readManifest().packs;
  return [detector ?? standard.detector, landmarks ?? standard.landmarks, encoder];
}

/** Compares the files of a pack with their SHA-256. */
export function verifyPack(spec: PackSpec, folders: ModelFolders = modelFolders()): ModelStatus[] {
  return modelsOf(spec).map((model) => verifyModel(model, folders));
}

/**
 * Finds a pack and checks its files. Includes the liveness model where it is installed.
 *
 * @throws {ModelPackError} when a file is missing or altered.
 */
export function findPack(name: string, folders: ModelFolders = modelFolders()): ModelPack {
  const spec = packSpec(name, folders);
  const status = verifyPack(spec, folders);
  status.forEach((model, i) => {
    if (model.status !== 'ok') throw unusable(model, repair(name, modelsOf(spec)[i] as ModelSpec));
  });
  return {
    name,
    encoder: spec.encoder.id,
    ...(spec.encoder.thresholds && { thresholds: spec.encoder.thresholds }),
    ...(spec.encoder.strength && { strength: spec.encoder.strength }),
    license: spec.license,
    ...(spec.notice !== undefined && { notice: spec.notice }),
    models: packModels(spec, folders),
    digests: digestsOf(spec, folders),
  };
}

/** Of files that were found to be as pinned. */
function digestsOf(spec: PackSpec, folders: ModelFolders): ModelDigests {
  const [detector = '', landmarks = '', encoder = ''] = modelsOf(spec).map(({ sha256 }) => sha256);
  const { sha256 } = readManifest().liveness;
  const liveness = findLiveness(folders) === undefined ? undefined : sha256;
  return { detector, landmarks, encoder, ...(liveness !== undefined && { liveness }) };
}

/** The files that a worker opens for a pack; whether they exist is not checked. */
export function packModels(spec: PackSpec, folders: ModelFolders): PackModels {
  const { standard } = readManifest().packs;
  const detector = spec.detector ?? standard.detector;
  const landmarks = spec.landmarks ?? standard.landmarks;
  const liveness = findLiveness(folders);
  return {
    detector: { path: pathOf(detector, folders), family: detector.family },
    landmarks: { path: pathOf(landmarks, folders) },
    encoder: { path: pathOf(spec.encoder, folders), format: alignedFormat(spec.encoder) },
    ...(liveness !== undefined && { liveness: { path: liveness } }),
  };
}

/** The path of the liveness model, where it is installed. */
function findLiveness(folders: ModelFolders): string | undefined {
  const { liveness } = readManifest();
  const found = verifyModel(liveness, folders);
  if (found.status === 'altered') throw unusable(found, repair('liveness', liveness));
  return found.status === 'ok' ? found.path : undefined;
}

/** What is wrong with a file, and the command that helps. */
export function unusable({ path, status }: ModelStatus, command: string): ModelPackError {
  return new ModelPackError(
    `the model file ${pathText(path)} is ${status}: run "${command}" and try again`,
  );
}

/** The command that installs or rebuilds a model. */
export function repair(pack: string, model: ModelSpec): string {
  if (isOwn(model)) return 'faceenroll models build';
  const { packs } = readManifest();
  if (pack !== 'liveness' && !Object.hasOwn(packs, pack)) {
    return `faceenroll models install <path of ${pack}'s pack file>`;
  }
  return `faceenroll models install ${pack}${model.build || model.addresses ? '' : ' --from <folder>'}`;
}

/**
 * The command line that restores several models of a pack. Models that ship with faceenroll are
 * built first: nothing else installs without them.
 */
export function repairAll(pack: string, models: readonly ModelSpec[]): string {
  const ownFirst = [...models].sort((p, q) => Number(isOwn(q)) - Number(isOwn(p)));
  return [...new Set(ownFirst.map((model) => repair(pack, model)))].join(' && ');
}

/** @throws {ModelPackError} when the name of the points is not in the manifest. */
function alignedFormat({
  input,
  alignment,
  mirror,
  output,
  dimensions,
}: EncoderSpec): AlignedFormat {
  const rest = { input, mirror, dimensions, ...(output !== undefined && { output }) };
  if (typeof alignment !== 'string') return { ...rest, alignment };
  const { alignments } = readManifest();
  const known = Object.hasOwn(alignments, alignment) ? alignments[alignment] : undefined;
  if (!known) {
    throw new ModelPackError(
      `there is no alignment ${excerpt(alignment)}; there are: ${Object.keys(alignments).join(', ')}`,
    );
  }
  const scale = input.side / known.side;
  return { ...rest, alignment: known.points.map(([x, y]) => [x * scale, y * scale] as const) };
}

/** Whether every file of a pack has a known SHA-256. */
export function isPinned(spec: PackSpec): boolean {
  return modelsOf(spec).every(({ sha256 }) => sha256 !== undefined);
}

function subfolders(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
