import type { Limited } from '../domain/photo-profile.js';
import type { Size } from './decode.js';
import type { Box, Point } from './image.js';

/** The face in an upright photo, in its pixels. */
export interface FaceGeometry {
  /** The detector's box. */
  readonly box: Box;
  /** Midpoint of the eyes, and their distance. */
  readonly eyes: Point & { readonly distance: number };
  /** Of the head: the upper end, estimated, and the lower one. */
  readonly crown: number;
  readonly chin: number;
}

/** A rectangle of whole pixels that is cut out of the photo, and the size that it is scaled to. */
export interface Fit {
  readonly crop: Box;
  readonly size: Size;
}

/** What depends on crop and size. */
const FITTED = [
  ...(['width', 'height', 'aspect', 'eyeDistance', 'faceWidth', 'faceHeight'] as const),
  ...(['faceArea', 'headHeight', 'eyesFromBottom'] as const),
] satisfies readonly Limited[];

export type Fitted = (typeof FITTED)[number];

export type FitValues = Readonly<Record<Fitted, number>>;

/** What will be measured on a photo that is cropped and scaled. */
export function valuesOf({ crop, size }: Fit, face: FaceGeometry): FitValues {
  const [across, down] = [size.width / crop.width, size.height / crop.height];
  const { box, eyes, crown, chin } = face;
  return {
    width: size.width,
    height: size.height,
    aspect: size.width / size.height,
    eyeDistance: eyes.distance * across,
    faceWidth: box.width * across,
    faceHeight: box.height * down,
    faceArea: (box.width * box.height) / (crop.width * crop.height),
    headHeight: (chin - crown) / crop.height,
    eyesFromBottom: (crop.y + crop.height - eyes.y) / crop.height,
  };
}
