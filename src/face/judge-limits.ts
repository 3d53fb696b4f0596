import type { MeasureName, QualityPolicy } from '../domain/quality.js';

/** A measure's value beyond `bound` on one side: what is wrong, and what to do about it. */
export interface Side {
  /** The last native value that each level accepts; a level without one accepts all. */
  readonly bound: Partial<Record<Exclude<QualityPolicy['level'], 'off'>, number>>;
  readonly problem: string;
  readonly advice: string;
}

/** How a value is told: "opening 0.04", "52 degrees", "35%". */
export interface Scale {
  /** In front of the value. */
  readonly name?: string;
  /** Behind it. */
  readonly unit?: string;
  /** Digits after the point. */
  readonly digits: number;
  /** The native value is a share, 0 to 1. */
  readonly percent?: boolean;
  /** The side says what the sign means. */
  readonly signless?: boolean;
}

/** What is asked of a measure. */
export interface Limit {
  readonly measure: MeasureName;
  readonly scale: Scale;
  /** The value is too small. */
  readonly low?: Side;
  /** The value is too great. */
  readonly high?: Side;
  /** A native value between the two sides, where a measure has both. */
  readonly middle?: number;
}

const DEGREES: Scale = { unit: ' degrees', digits: 0, signless: true };
const SHARE: Scale = { percent: true, digits: 0 };

const EYE_HEIGHT = 'hold the camera at the height of the eyes';

/**
 * What each level refuses. Lenient refuses what gives no usable template, standard what
 * often fails to be recognized, strict what an identity document would not accept
 * (ISO/IEC 19794-5, 29794-5). "Left" and "right" are the viewer's.
 */
export const LIMITS: readonly Limit[] = [
  {
    measure: 'headPoseYaw',
    scale: DEGREES,
    low: {
      bound: { lenient: -60, standard: -50, strict: -20 },
      problem: 'the face is turned to the left',
      advice: 'take it from the front',
    },
    middle: 0,
    high: {
      bound: { lenient: 60, standard: 50, strict: 20 },
      problem: 'the face is turned to the right',
      advice: 'take it from the front',
    },
  },
  {
    measure: 'headPosePitch',
    scale: DEGREES,
    low: {
      bound: { lenient: -50, standard: -40, strict: -20 },
      problem: 'the face looks down',
      advice: `raise the chin, and ${EYE_HEIGHT}`,
    },
    middle: 0,
    high: {
      bound: { lenient: 50, standard: 40, strict: 20 },
      problem: 'the face looks up',
      advice: `lower the chin, and ${EYE_HEIGHT}`,
    },
  },
  {
    measure: 'headPoseRoll',
    scale: DEGREES,
    low: {
      bound: { strict: -15 },
      problem: 'the head is tilted to the left',
      advice: 'hold the head upright',
    },
    middle: 0,
    high: {
      bound: { strict: 15 },
      problem: 'the head is tilted to the right',
      advice: 'hold the head upright',
    },
  },
  {
    measure: 'eyesOpen',
    scale: { name: 'opening', digits: 2 },
    low: {
      bound: { lenient: 0.05, standard: 0.1, strict: 0.17 },
      problem: 'the eyes are closed or hidden',
      advice: 'open the eyes and take off dark glasses',
    },
  },
  {
    measure: 'mouthClosed',
    scale: { ...SHARE, unit: ' of the face' },
    high: {
      bound: { standard: 0.3, strict: 0.1 },
      problem: 'the mouth is open',
      advice: 'close the mouth',
    },
  },
  {
    measure: 'interEyeDistance',
    scale: { unit: ' pixels', digits: 0 },
    low: {
      bound: { strict: 60 },
      problem: 'the eyes are too close together in the photo',
      advice: 'take it from nearer or with more pixels',
    },
  },
  {
    measure: 'sharpness',
    scale: { name: 'sharpness', digits: 3 },
    low: {
      bound: { lenient: 0.03, standard: 0.045, strict: 0.09 },
      problem: 'the face is blurred',
      advice: 'hold the camera still and focus on the face',
    },
  },
  {
    measure: 'underExposurePrevention',
    scale: SHARE,
    high: {
      bound: { lenient: 0.7, standard: 0.5, strict: 0.15 },
      problem: 'part of the face is too dark to show anything',
      advice: 'use more light from the front',
    },
  },
  {
    measure: 'overExposurePrevention',
    scale: SHARE,
    high: {
      bound: { lenient: 0.6, standard: 0.4, strict: 0.1 },
      problem: 'part of the face is burnt out',
      advice: 'use less light, and no flash from near',
    },
  },
  {
    measure: 'luminanceVariance',
    scale: { name: 'variance', digits: 4 },
    low: {
      bound: { lenient: 0.0005, standard: 0.001, strict: 0.004 },
      problem: 'the face has hardly any contrast',
      advice: 'clean the lens and avoid light from behind',
    },
    // Half-way between what is ideal on either side.
    middle: 0.01,
    high: {
      bound: {},
      problem: 'the light is too harsh',
      advice: 'use soft light from the front, no spotlight and no direct sun',
    },
  },
  {
    measure: 'illuminationUniformity',
    scale: { ...SHARE, unit: ' alike' },
    low: {
      bound: { strict: 0.3 },
      problem: 'one side of the face is much darker than the other',
      advice: 'use even light from the front',
    },
  },
  {
    measure: 'faceOcclusion',
    scale: SHARE,
    high: {
      bound: { standard: 0.6, strict: 0.3 },
      problem: 'part of the face is covered or in deep shadow',
      advice: 'take off masks and scarves and keep hands and hair out of the face',
    },
  },
];
