import type { Measure, MeasureName, Quality } from '../domain/quality.js';
import { ninesOf } from './landmarks.js';
import { measure } from './measures/measure.js';
import { ramp } from './measures/measuring.js';
import type { AssessInput } from './measures/view.js';

/**
 * Measures that show how far a template can be trusted; the others show whether a photo suits a
 * badge. Chosen by their effect on recognition of LFW photos (`npm run bench -- quality`).
 */
export const DECISIVE: readonly MeasureName[] = [
  'interEyeDistance',
  'headPoseYaw',
  'headPosePitch',
  'eyesVisible',
  'eyesOpen',
  'mouthClosed',
  'sharpness',
  'luminanceVariance',
  'underExposurePrevention',
  'illuminationUniformity',
  'mouthOcclusion',
];

/** Keeps a single measure, which may be mistaken, from reducing a quality to zero. */
const LEAST_SHARE = 0.05;

/** Nines in the landmark model's presence: 0.9 has one, 0.99999 has five. */
const PRESENCE_NINES = { worst: 0, ideal: 5 };

/**
 * Takes the named measures of a face, which must include `DECISIVE`, and combines those that decide
 * about recognition into one quality: the geometric mean of the measures' components, the
 * detector's score and the landmark model's certainty, so that every fault counts and excess
 * elsewhere does not compensate. Measures without a value are left out.
 */
export function assess(input: AssessInput, names: readonly MeasureName[]): Quality {
  const measures = measure(input, names);
  const { detection, landmarks } = input.face;
  const shares = [
    ramp(detection.score, input.scores.worst, input.scores.ideal) / 100,
    ramp(ninesOf(landmarks), PRESENCE_NINES.worst, PRESENCE_NINES.ideal) / 100,
    ...measures.flatMap(decisiveShare),
  ];
  const logs = shares.map((share) => Math.log(Math.max(share, LEAST_SHARE)));
  const quality = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  return { quality, measures };
}

function decisiveShare({ name, component }: Measure): readonly number[] {
  return component !== undefined && DECISIVE.includes(name) ? [component / 100] : [];
}
