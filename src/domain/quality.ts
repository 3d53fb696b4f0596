import type { Choice } from './option-values.js';

/** What is measured on a face photo; names as in OFIQ and ISO/IEC 29794-5. */
export const MEASURES = [
  'singleFacePresent',
  'interEyeDistance',
  'headSize',
  'leftwardCrop',
  'rightwardCrop',
  'marginAbove',
  'marginBelow',
  'headPoseYaw',
  'headPosePitch',
  'headPoseRoll',
  'eyesVisible',
  'eyesOpen',
  'mouthClosed',
  'sharpness',
  'luminanceMean',
  'luminanceVariance',
  'underExposurePrevention',
  'overExposurePrevention',
  'dynamicRange',
  'illuminationUniformity',
  'backgroundUniformity',
  'compressionArtifacts',
  'naturalColour',
  'mouthOcclusion',
  'faceOcclusion',
] as const;

export type MeasureName = (typeof MEASURES)[number];

/** One measure of one face. */
export interface Measure {
  readonly name: MeasureName;
  /** The native value in `unit`; undefined where the measure was not assessed, which is not 0. */
  readonly value: number | undefined;
  /** 'px', 'degrees', or '' for a ratio or an index. */
  readonly unit: string;
  /** 0 (useless) to 100 (ideal); undefined where it was not assessed. */
  readonly component: number | undefined;
}

/** What is asked of a photo's quality. */
export interface QualityPolicy {
  /** How much the measures may be off. */
  readonly level: Choice<'quality'>;
  /** The least unified quality, 0 to 1, in place of the level's own. */
  readonly least?: number;
}

/** How good a face photo is. */
export interface Quality {
  /** 0 to 1: how much a template of this face can be trusted. */
  readonly quality: number;
  /** In the order of `MEASURES`. */
  readonly measures: readonly Measure[];
}
