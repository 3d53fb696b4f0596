import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of an npm package that a model is built from. */
export interface SourceFile {
  readonly package: string;
  readonly version: string;
  /** Path inside the package. */
  readonly path: string;
  readonly sha256: string;
}

/** One model of a pack: the ONNX file, what it must be, and how it is built. */
export interface ModelSpec {
  readonly id: string;
  /** Path inside the folder `models`. */
  readonly file: string;
  /** SHA-256 of the built ONNX file; the build is deterministic. */
  readonly sha256: string;
  readonly builder: 'tfjs-graph' | 'dlib-resnet';
  /** What the model wants of a pixel value v in 0..255: v * scale + shift. */
  readonly scaling?: { readonly scale: number; readonly shift: number };
  /** First the list of weights or the graph (JSON), then the weights. */
  readonly sources: readonly [SourceFile, SourceFile];
}

interface EncoderSpec extends ModelSpec {
  /** Length of the embedding. */
  readonly dimensions: number;
}

/** Models that belong together: what turns a photo into a template. */
export interface PackSpec {
  readonly description: string;
  readonly licence: string;
  readonly detector: ModelSpec;
  readonly landmarks: ModelSpec;
  readonly encoder: EncoderSpec;
}

/** A model that is no part of a pack: it is installed from a file that the operator has. */
export interface ExtraSpec {
  readonly id: string;
  readonly description: string;
  readonly licence: string;
  /** Who publishes it, and under what name. */
  readonly source: string;
  /** Path inside the folder `models`; the file to install has the same name. */
  readonly file: string;
  readonly sha256: string;
}

interface Manifest {
  /** Tells faces before the camera from prints and screens; works with every pack. */
  readonly liveness: ExtraSpec;
  readonly packs: Readonly<Record<string, PackSpec>>;
}

/** The folder `models` of the installed package: manifest, golden figures and built files. */
export const MODELS_FOLDER = fileURLToPath(new URL('../../models/', import.meta.url));

/** Reads `models/manifest.json`. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(`${MODELS_FOLDER}manifest.json`, 'utf8'));
}

/** The models of a pack, in the order in which a photo meets them. */
export function modelsOf(pack: PackSpec): readonly ModelSpec[] {
  return [pack.detector, pack.landmarks, pack.encoder];
}
