import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Strength } from '../domain/strength.js';
import type { FmrTable, Threshold } from '../domain/thresholds.js';

/** A file of an npm package that a model is built from. */
export interface PackageFile {
  readonly package: string;
  readonly version: string;
  /** Path inside the package. */
  readonly path: string;
  readonly sha256: string;
}

/** A file that is published by itself, and that a model is built from. */
export interface PublishedFile {
  /** Its name, as `--from <folder>` expects it. */
  readonly file: string;
  /** The best address first. */
  readonly addresses: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
}

/** The encoder of another pack, once that is installed. */
interface PackEncoder {
  readonly pack: string;
}

export type Source = PackageFile | PublishedFile | PackEncoder;

/** A file, which has a SHA-256. */
export type SourceFile = Exclude<Source, PackEncoder>;

/** One of the encoders that stand side by side, and the part of the chip that it sees. */
export interface PartSpec {
  /** Pixels of its input, to a side. */
  readonly side: number;
  readonly dimensions: number;
  /** Left and upper edge and side of the square that it sees, in pixels of the chip. */
  readonly window: readonly [left: number, top: number, size: number];
  /** Length of its part of the embedding, before the whole has length 1. */
  readonly weight: number;
}

/** How a model is built, and the files that it is built from, in the builder's order. */
export type BuildSpec = { readonly sources: readonly Source[] } & (
  | {
      /**
       * - `tfjs-graph`, a TensorFlow.js model: the graph (JSON), then the weights.
       * - `tflite`: one TensorFlow Lite model.
       */
      readonly builder: 'tfjs-graph' | 'tflite';
      /** What the model wants of a pixel value v in 0..255: v * scale + shift. */
      readonly scaling: { readonly scale: number; readonly shift: number };
      /** Whether the model takes pictures of other sizes, too (see convertTfjsGraph). */
      readonly anySize?: boolean;
    }
  | {
      /**
       * - `dlib-resnet`: face-api.js' list of weights (JSON), then the weights.
       * - `openvino-ir`: the network (XML), then the weights.
       */
      readonly builder: 'dlib-resnet' | 'openvino-ir';
    }
  | {
      /** The encoders of other packs, whose embeddings it puts side by side. */
      readonly builder: 'side-by-side';
      /** Pixels of the chip, to a side. */
      readonly side: number;
      /** In the order of the sources. */
      readonly parts: readonly PartSpec[];
    }
);

/** The files among what a model is built from. */
export function filesOf(build: BuildSpec | undefined): readonly SourceFile[] {
  const isFile = (source: Source): source is SourceFile => !('pack' in source);
  return (build?.sources ?? []).filter(isFile);
}

/** One ONNX file: where it lies, what it must be, and where it comes from. */
export interface ModelSpec {
  readonly id: string;
  /** Path inside the folder of models. */
  readonly file: string;
  /** The name that it has where it is published, when that is another one. */
  readonly publishedAs?: string;
  /** Of the ONNX file. A pack of the user's own files has it from when it was installed. */
  readonly sha256?: string;
  /** Of a model that is made from files in other formats; the others are taken as they are. */
  readonly build?: BuildSpec;
  /** Size of the file, in bytes; known of models that can be downloaded. */
  readonly bytes?: number;
  /** Where it can be downloaded, the best address first. */
  readonly addresses?: readonly string[];
}

/** The detectors that are known, by what they take and give. */
export const DETECTOR_FAMILIES = ['blazeface', 'yunet', 'scrfd'] as const;

export type DetectorFamilyName = (typeof DETECTOR_FAMILIES)[number];

interface DetectorSpec extends ModelSpec {
  readonly family: DetectorFamilyName;
}

/** How a model wants a square picture of `side` pixels a side. */
export type PixelInput =
  /** As bytes, uint8 [batch, side, side, 3], RGB; the scaling is part of the model. */
  | { readonly layout: 'bytes'; readonly side: number }
  /** As numbers, float32 [1, 3, side, side]: (v - mean) / std of each value v in 0..255. */
  | {
      readonly layout: 'planes';
      readonly side: number;
      readonly order: 'rgb' | 'bgr';
      readonly mean: number;
      readonly std: number;
    };

/** What an encoder takes and gives. */
export interface EncoderFormat {
  readonly input: PixelInput;
  /**
   * Where it wants the eye centres, the nose tip and the corners of the mouth, the
   * picture's left before its right, in pixels of its input: the name of a set of points
   * in the manifest, or the points.
   */
  readonly alignment: string | readonly (readonly [number, number])[];
  /** Whether the vectors of the chip and of its mirror image are averaged. */
  readonly mirror: boolean;
  /** Name of the output; the model's first when there is none. */
  readonly output?: string;
  /** Length of the embedding. */
  readonly dimensions: number;
}

/** What a pack's similarities mean: the table that it promises by, and what it comes from. */
export interface PackTable extends FmrTable {
  /** What each group of people gives by itself, and LFW as a whole. */
  readonly groups?: readonly {
    readonly name: string;
    /** Of different people. */
    readonly pairs: number;
    readonly table: readonly Threshold[];
  }[];
}

export interface EncoderSpec extends ModelSpec, EncoderFormat {
  /** None where nobody has measured it. */
  readonly thresholds?: PackTable;
  /** Likewise. */
  readonly strength?: Strength;
}

/** Models that belong together: what turns a photo into a template. */
export interface PackSpec {
  readonly description: string;
  readonly license: string;
  /** What the license forbids; said before the pack is used. */
  readonly notice?: string;
  /** The standard pack's own when there is none. */
  readonly detector?: DetectorSpec;
  /** Likewise. FaceMesh aligns the faces of every pack, and serves the measures of quality. */
  readonly landmarks?: ModelSpec;
  readonly encoder: EncoderSpec;
}

/** The pack that faceenroll comes with; the others borrow what they do not bring. */
export type StandardPackSpec = PackSpec & Required<Pick<PackSpec, 'detector' | 'landmarks'>>;

/** A model that is no part of a pack. */
interface ExtraSpec extends ModelSpec {
  readonly description: string;
  readonly license: string;
  /** Who publishes it, and under what name. */
  readonly source: string;
}

/** Sets of points to align a face to, for an input of `side` pixels. */
interface Alignment {
  readonly source: string;
  readonly side: number;
  readonly points: readonly (readonly [number, number])[];
}

export interface Manifest {
  /** Tells faces before the camera from prints and screens; works with every pack. */
  readonly liveness: ExtraSpec;
  readonly alignments: Readonly<Record<string, Alignment>>;
  readonly packs: { readonly standard: StandardPackSpec } & Readonly<Record<string, PackSpec>>;
}

/** The folder `models` of the installed package: manifest, golden figures and built files. */
export const MODELS_FOLDER = fileURLToPath(new URL('../../models/', import.meta.url));

/** Reads `models/manifest.json`. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(`${MODELS_FOLDER}manifest.json`, 'utf8'));
}
