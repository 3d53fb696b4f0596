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

/** What a worker needs of a pack; plain values, so that they can be handed to a thread. */
export interface PackModels {
  readonly detector: { readonly path: string; readonly family: DetectorFamilyName };
  readonly landmarks: { readonly path: string };
  readonly encoder: { readonly path: string; readonly format: AlignedFormat };
  readonly liveness?: { readonly path: string };
}

/** An encoder's format with its alignment points in pixels of its input. */
export interface AlignedFormat extends EncoderFormat {
  readonly alignment: readonly (readonly [number, number])[];
}

/** A pack whose files are there and are what they must be. */
export interface ModelPack {
  readonly name: string;
  /** Names the encoder of a template; templates of different encoders are never compared. */
  readonly encoder: string;
  /** What its similarities mean, where that was measured. */
  readonly thresholds?: FmrTable;
  /** What it finds, likewise. */
  readonly strength?: Strength;
  readonly license: string;
  /** What its license forbids. */
  readonly notice?: string;
  readonly models: PackModels;
}

/**
 * What a pack consists of: as it was installed, or as the manifest has it.
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

/** Names of all packs: those of the manifest, then those that the operator brought. */
export function packNames(folders: ModelFolders = modelFolders()): readonly string[] {
  const known = Object.keys(readManifest().packs);
  const others = subfolders(folders.installed).filter(
    (name) => !known.includes(name) && installedPack(name, folders.installed),
  );
  return [...known, ...others];
}

/** The models of a pack, in the order in which a photo meets them. */
export function modelsOf({ detector, landmarks, encoder }: PackSpec): readonly ModelSpec[] {
  const { standard } = readManifest().packs;
  return [detector ?? standard.detector, landmarks ?? standard.landmarks, encoder];
}

/** Compares the files of a pack with their SHA-256. */
export function verifyPack(spec: PackSpec, folders: ModelFolders = modelFolders()): ModelStatus[] {
  return modelsOf(spec).map((model) => verifyModel(model, folders));
}

/**
 * Finds a pack and checks its files; the liveness model joins it where that is installed.
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
  };
}

/** The files of a pack as a worker opens them, whether or not they are there. */
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

/** The file of the liveness model, when it is installed. */
function findLiveness(folders: ModelFolders): string | undefined {
  const { liveness } = readManifest();
  const found = verifyModel(liveness, folders);
  if (found.status === 'altered') throw unusable(found, repair('liveness', liveness));
  return found.status === 'ok' ? found.path : undefined;
}

function unusable({ path, status }: ModelStatus, command: string): ModelPackError {
  return new ModelPackError(
    `the model file ${pathText(path)} is ${status}: run "${command}" and try again`,
  );
}

/** The command that brings a model's file. */
export function repair(pack: string, model: ModelSpec): string {
  if (isOwn(model)) return 'faceenroll models build';
  const { packs } = readManifest();
  if (pack !== 'liveness' && !Object.hasOwn(packs, pack)) {
    return `faceenroll models install <path of ${pack}'s pack file>`;
  }
  return `faceenroll models install ${pack}${model.build || model.addresses ? '' : ' --from <folder>'}`;
}

/**
 * What brings several models of a pack, as one line of a shell: what comes with faceenroll is
 * built first, since nothing is installed without it.
 */
export function repairAll(pack: string, models: readonly ModelSpec[]): string {
  const ownFirst = [...models].sort((p, q) => Number(isOwn(q)) - Number(isOwn(p)));
  return [...new Set(ownFirst.map((model) => repair(pack, model)))].join(' && ');
}

/** @throws {ModelPackError} when the points have a name that the manifest does not know. */
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

/** Whether it is known what every file of a pack must be. */
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
