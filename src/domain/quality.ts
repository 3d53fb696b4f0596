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

export interface Measure {
  readonly name: MeasureName;
  /** The native value in `unit`; undefined if not assessed, which is not 0. */
  readonly value: number | undefined;
  /** 'px', 'degrees', or '' for a ratio or an index. */
  readonly unit: string;
  /** 0 (useless) to 100 (ideal); undefined if not assessed. */
  readonly component: number | undefined;
}

export interface QualityPolicy {
  /** How far the measures may deviate. */
  readonly level: Choice<'quality'>;
  /** The least unified quality, 0 to 1, in place of the level's own. */
  readonly least?: number;
}

export interface Quality {
  /** 0 to 1: how far a template of this face can be trusted. */
  readonly quality: number;
  /** In the order of `MEASURES`. */
  readonly measures: readonly Measure[];
}
