import type { MeasureName } from './quality.js';

/** Why the face of a photo is refused: a measure, and on which side of its limits it is. */
export interface PhotoProblem {
  readonly measure: MeasureName;
  readonly side: 'low' | 'high';
}

/** One text tells them all: the person leaves more room. */
const CROPS: readonly MeasureName[] = [
  'leftwardCrop',
  'rightwardCrop',
  'marginAbove',
  'marginBelow',
];

/** Too little and too much of these call for different texts. */
const TWO_SIDED: readonly MeasureName[] = ['headPosePitch', 'luminanceVariance'];

/** The names by which texts for the person know problems, each once: "cropped", "headPosePitch.low". */
export function problemNames(problems: readonly PhotoProblem[]): readonly string[] {
  const names = problems.map(({ measure, side }) => {
    if (CROPS.includes(measure)) return 'cropped';
    return TWO_SIDED.includes(measure) ? `${measure}.${side}` : measure;
  });
  return [...new Set(names)];
}
