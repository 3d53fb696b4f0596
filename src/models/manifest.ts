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

/** A file that is published on its own and that a model is built from. */
export interface PublishedFile {
  /** The file name that `--from <folder>` expects. */
  readonly file: string;
  /** The best address first. */
  readonly addresses: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
}

/** The encoder of another pack, which must be installed. */
interface PackEncoder {
  readonly pack: string;
}

export type Source = PackageFile | PublishedFile | PackEncoder;

export type SourceFile = Exclude<Source, PackEncoder>;

/** One of several encoders whose embeddings are concatenated, and the part of the chip that it sees. */
export interface PartSpec {
  /** Width and height of its input, in pixels. */
  readonly side: number;
  readonly dimensions: number;
  /** The square that it sees, in pixels of the chip. */
  readonly window: readonly [left: number, top: number, size: number];
  /** Length of its part of the embedding, before the whole is normalized. */
  readonly weight: number;
}

/** How a model is built, and from which files, in the builder's order. */
export type BuildSpec = { readonly sources: readonly Source[] } & (
  | {
      /**
       * - `tfjs-graph`, a TensorFlow.js model: the graph (JSON), then the weights.
       * - `tflite`: one TensorFlow Lite model.
       */
      readonly builder: 'tfjs-graph' | 'tflite';
      /** Maps a pixel value v in 0..255 to the model's input: v * scale + shift. */
      readonly scaling: { readonly scale: number; readonly shift: number };
      /** Whether the model also takes images of other sizes (see convertTfjsGraph). */
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
      /** Concatenates the embeddings of other packs' encoders. */
      readonly builder: 'side-by-side';
      /** Width and height of the chip, in pixels. */
      readonly side: number;
      /** In the order of the sources. */
      readonly parts: readonly PartSpec[];
    }
);

/** The sources of a build that are files. */
export function filesOf(build: BuildSpec | undefined): readonly SourceFile[] {
  const isFile = (source: Source): source is SourceFile => !('pack' in source);
  return (build?.sources ?? []).filter(isFile);
}

/** One ONNX file: its place, its SHA-256 and its origin. */
export interface ModelSpec {
  readonly id: string;
  /** Path inside the models folder. */
  readonly file: string;
  /** The published name, where it differs. */
  readonly publishedAs?: string;
  /** SHA-256 of the ONNX file; for an operator's own pack, taken when it was installed. */
  readonly sha256?: string;
  /** For models converted from other formats; others are used as published. */
  readonly build?: BuildSpec;
  /** Size in bytes; known for models that can be downloaded. */
  readonly bytes?: number;
  /** Download addresses, the best first. */
  readonly addresses?: readonly string[];
}

/** Supported detectors, by input and output format. */
export const DETECTOR_FAMILIES = ['blazeface', 'yunet', 'scrfd'] as const;

export type DetectorFamilyName = (typeof DETECTOR_FAMILIES)[number];

interface DetectorSpec extends ModelSpec {
  readonly family: DetectorFamilyName;
}

/** How a model takes a square image of `side` x `side` pixels. */
export type PixelInput =
  /** uint8 [batch, side, side, 3], RGB; the model contains its own scaling. */
  | { readonly layout: 'bytes'; readonly side: number }
  /** float32 [1, 3, side, side]: (v - mean) / std for each value v in 0..255. */
  | {
      readonly layout: 'planes';
      readonly side: number;
      readonly order: 'rgb' | 'bgr';
      readonly mean: number;
      readonly std: number;
    };

/** Input and output of an encoder. */
export interface EncoderFormat {
  readonly input: PixelInput;
  /**
   * Target positions of the eye centers, nose tip and mouth corners, the image's left before its
   * right: the name of a point set in the manifest, or the points in pixels of the input.
   */
  readonly alignment: string | readonly (readonly [number, number])[];
  /** Whether the embeddings of the chip and its mirror image are averaged. */
  readonly mirror: boolean;
  /** Name of the output; the model's first by default. */
  readonly output?: string;
  /** Length of the embedding. */
  readonly dimensions: number;
}

/** What a pack's similarities mean: the table it promises by, and the measurements behind it. */
export interface PackTable extends FmrTable {
  /** The table of each group of people on its own, and of LFW as a whole. */
  readonly groups?: readonly {
    readonly name: string;
    /** Number of pairs of different people. */
    readonly pairs: number;
    readonly table: readonly Threshold[];
  }[];
}

export interface EncoderSpec extends ModelSpec, EncoderFormat {
  /** Absent where nobody has measured it. */
  readonly thresholds?: PackTable;
  /** Absent where nobody has measured it. */
  readonly strength?: Strength;
}

/** Models that belong together and turn a photo into a template. */
export interface PackSpec {
  readonly description: string;
  readonly license: string;
  /** What the license forbids; shown before the pack is used. */
  readonly notice?: string;
  /** Defaults to the standard pack's. */
  readonly detector?: DetectorSpec;
  /**
   * Defaults to the standard pack's. FaceMesh aligns the faces for every pack and feeds the quality
   * measures.
   */
  readonly landmarks?: ModelSpec;
  readonly encoder: EncoderSpec;
}

/** The pack that faceenroll ships with; others borrow what they lack. */
export type StandardPackSpec = PackSpec & Required<Pick<PackSpec, 'detector' | 'landmarks'>>;

/** A model that belongs to no pack. */
interface ExtraSpec extends ModelSpec {
  readonly description: string;
  readonly license: string;
  /** The publisher, and the published name. */
  readonly source: string;
}

/** A set of points to align a face to, in an input of `side` x `side` pixels. */
interface Alignment {
  readonly source: string;
  readonly side: number;
  readonly points: readonly (readonly [number, number])[];
}

export interface Manifest {
  /** Distinguishes live faces from prints and screens; works with every pack. */
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
