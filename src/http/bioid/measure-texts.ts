import type { Measure, MeasureName } from '../../domain/quality.js';

/** A sentence with its value: `{}` stands for it. */
interface Text {
  readonly sentence: string;
  readonly digits: number;
  /** For a share that is told as a percentage. */
  readonly percent?: true;
}

function text(sentence: string, digits: number): Text {
  return { sentence, digits };
}

function share(sentence: string): Text {
  return { sentence, digits: 0, percent: true };
}

/** Left and right are the viewer's. */
const TEXTS: Readonly<Record<MeasureName, Text>> = {
  singleFacePresent: share('The next largest face has {} of the width of this face.'),
  interEyeDistance: text('The eye centers are {} pixels apart.', 0),
  headSize: share('The face takes up {} of the height of the image.'),
  leftwardCrop: text('The left edge is {} eye distances from the middle of the eyes.', 2),
  rightwardCrop: text('The right edge is {} eye distances from the middle of the eyes.', 2),
  marginAbove: text('The upper edge is {} eye distances from the middle of the eyes.', 2),
  marginBelow: text('The lower edge is {} eye distances from the middle of the eyes.', 2),
  headPoseYaw: text('The head is turned by {} degrees; positive is to the right.', 0),
  headPosePitch: text('The head is raised by {} degrees; negative is lowered.', 0),
  headPoseRoll: text('The head is tilted by {} degrees clockwise.', 0),
  eyesVisible: share('The eyes are visible with a probability of {}.'),
  eyesOpen: share('The eyes are open with a probability of {}.'),
  mouthClosed: share('The gap between the lips is {} of the height of the face.'),
  sharpness: text('The sharpness of the face is {}; near 0 is blurred.', 3),
  luminanceMean: text('The mean luminance of the face is {}, from 0 (black) to 1 (white).', 2),
  luminanceVariance: text('The variance of the luminance of the face is {}.', 4),
  underExposurePrevention: share('{} of the face is too dark to show anything.'),
  overExposurePrevention: share('{} of the face is burnt out.'),
  dynamicRange: text('The luminance of the face has an entropy of {} bits, of 8.', 1),
  illuminationUniformity: share('The lighting of the two halves of the face is {} alike.'),
  backgroundUniformity: text('Neighboring pixels of the background differ by {}, of 255.', 1),
  compressionArtifacts: text(
    'The compression ratio at block borders is {}; 1 means no artifacts.',
    2,
  ),
  naturalColour: text('The color of the face is {} away from that of skin in CIELAB.', 1),
  mouthOcclusion: share('The mouth is covered with a probability of {}.'),
  faceOcclusion: share('{} of the skin of the face differs from the rest.'),
};

/** What was measured, in a sentence. */
export function measureText({ name, value = 0 }: Measure): string {
  const { sentence, digits, percent } = TEXTS[name];
  const shown = percent ? `${(100 * value).toFixed(digits)}%` : value.toFixed(digits);
  // -0.3 degrees are no tilt.
  return sentence.replace('{}', shown.replace(/^-(0(?:\.0+)?)$/, '$1'));
}
