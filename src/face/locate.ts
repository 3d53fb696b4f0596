import type { ModelSession } from '../models/session.js';
import { type Detection, detectFaces, mergeOverlapping } from './detect.js';
import type { Box, Pyramid } from './image.js';
import { findLandmarks, type Landmarks } from './landmarks.js';

/** A face that the detector found and the landmark model confirmed. */
export interface Face {
  readonly detection: Detection;
  readonly landmarks: Landmarks;
}

/**
 * Borders around the photo, as shares of its longer side. BlazeFace is sure of faces
 * that take a sixth to a half of its view: half a frame of border brings portraits and
 * close-ups there, no border brings people who stand further off.
 */
const CLOSE_UP_BORDER = 0.5;
const NO_BORDER = 0;
/** For a face that overflows the photo, when the others saw nothing. */
const WIDE_BORDER = 1;

/** A close-up view that finds a face this sure and this large (share of the longer side) has seen all that matters. */
const SURE_SCORE = 0.7;
const SURE_SIZE = 0.2;

/** The landmark model must hold a detection for a face; drawings and patterns stay below. */
const MIN_PRESENCE = 0.5;

/** A face less than half as wide as the largest one is a bystander in the background. */
const BYSTANDER_SIZE = 0.5;

/**
 * Finds the people of a photo, the largest face first. Bystanders, whose faces are less
 * than half as wide as the largest, are left out; none at all is an empty list.
 */
export async function locate(
  pyramid: Pyramid,
  models: { readonly detector: ModelSession; readonly landmarks: ModelSession },
): Promise<readonly Face[]> {
  const { width, height } = pyramid.image;
  const enough = SURE_SIZE * Math.max(width, height);
  const closeUp = await detectFaces(pyramid, models.detector, CLOSE_UP_BORDER);
  if (closeUp.some((d) => d.score >= SURE_SCORE && d.box.width >= enough)) {
    const faces = await confirm(pyramid, closeUp, models.landmarks);
    if (faces.length > 0) return faces;
  }
  const whole = await detectFaces(pyramid, models.detector, NO_BORDER);
  const both = mergeOverlapping([...closeUp, ...whole]);
  const faces = await confirm(pyramid, both, models.landmarks);
  if (faces.length > 0) return faces;
  const wide = await detectFaces(pyramid, models.detector, WIDE_BORDER);
  return confirm(pyramid, wide, models.landmarks);
}

/** The detections that are faces, the largest first, without bystanders and faces inside a face. */
async function confirm(
  pyramid: Pyramid,
  detections: readonly Detection[],
  model: ModelSession,
): Promise<readonly Face[]> {
  const faces: Face[] = [];
  for (const detection of [...detections].sort((p, q) => q.box.width - p.box.width)) {
    const largest = faces[0]?.detection.box;
    if (largest && detection.box.width < BYSTANDER_SIZE * largest.width) break;
    if (faces.some((face) => contains(face.detection.box, detection.box))) continue;
    const landmarks = await findLandmarks(pyramid, detection, model);
    if (landmarks.presence >= MIN_PRESENCE) faces.push({ detection, landmarks });
  }
  return faces;
}

/** Whether the centre of `inner` lies in `outer`. */
function contains(outer: Box, inner: Box): boolean {
  const [x, y] = [inner.x + inner.width / 2, inner.y + inner.height / 2];
  return x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height;
}
