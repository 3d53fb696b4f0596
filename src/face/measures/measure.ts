import type { Measure, MeasureName } from '../../domain/quality.js';
import { backgroundUniformity } from './background-uniformity.js';
import { compressionArtifacts } from './compression-artifacts.js';
import { dynamicRange } from './dynamic-range.js';
import { eyesOpen } from './eyes-open.js';
import { eyesVisible } from './eyes-visible.js';
import { faceOcclusion } from './face-occlusion.js';
import { headPosePitch } from './head-pose-pitch.js';
import { headPoseRoll } from './head-pose-roll.js';
import { headPoseYaw } from './head-pose-yaw.js';
import { headSize } from './head-size.js';
import { illuminationUniformity } from './illumination-uniformity.js';
import { interEyeDistance } from './inter-eye-distance.js';
import { leftwardCrop } from './leftward-crop.js';
import { luminanceMean } from './luminance-mean.js';
import { luminanceVariance } from './luminance-variance.js';
import { marginAbove } from './margin-above.js';
import { marginBelow } from './margin-below.js';
import type { Measuring } from './measuring.js';
import { mouthClosed } from './mouth-closed.js';
import { mouthOcclusion } from './mouth-occlusion.js';
import { naturalColour } from './natural-colour.js';
import { overExposurePrevention } from './over-exposure-prevention.js';
import { rightwardCrop } from './rightward-crop.js';
import { sharpness } from './sharpness.js';
import { singleFacePresent } from './single-face-present.js';
import { underExposurePrevention } from './under-exposure-prevention.js';
import { type AssessInput, viewOf } from './view.js';

/** All measures; TypeScript checks that none is missing. */
const MEASURING: Readonly<Record<MeasureName, Measuring>> = {
  singleFacePresent,
  interEyeDistance,
  headSize,
  leftwardCrop,
  rightwardCrop,
  marginAbove,
  marginBelow,
  headPoseYaw,
  headPosePitch,
  headPoseRoll,
  eyesVisible,
  eyesOpen,
  mouthClosed,
  sharpness,
  luminanceMean,
  luminanceVariance,
  underExposurePrevention,
  overExposurePrevention,
  dynamicRange,
  illuminationUniformity,
  backgroundUniformity,
  compressionArtifacts,
  naturalColour,
  mouthOcclusion,
  faceOcclusion,
};

/** Units of native values; others are ratios or indices. */
const UNITS: Partial<Record<MeasureName, string>> = {
  interEyeDistance: 'px',
  headPoseYaw: 'degrees',
  headPosePitch: 'degrees',
  headPoseRoll: 'degrees',
};

/** Takes the named measures of a face. */
export function measure(input: AssessInput, names: readonly MeasureName[]): readonly Measure[] {
  const view = viewOf(input);
  return names.map((name) => {
    const assessed = MEASURING[name](view);
    const unit = UNITS[name] ?? '';
    return { name, unit, value: assessed?.value, component: assessed?.component };
  });
}
