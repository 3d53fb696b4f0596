import { familyOf } from './detect.js';
import type { Detection } from './detectors/detection.js';
import type { Pyramid } from './image.js';
import { type Landmarks, type Look, presenceIn } from './landmarks.js';
import type { DetectorModel, FaceModels } from './models.js';
import { distance } from './transform.js';

/**
 * Evidence for a face is added up as natural logarithms of odds: a presence of 0.5 is 0, one of
 * 0.99 is 4.6. This is 0.99999, and the cap.
 */
const CERTAIN = 11.5;

/** Evidence from a detection's score, from the family's worst to its ideal score. */
const SCORE_ADDS = 5;

/**
 * Evidence lost per eye distance by which detector and landmark model disagree about the eyes: half
 * of the faces on 1,478 photos of LFW are seen within 0.04, 99 of 100 within 0.11; half of 183
 * things that look like faces are seen 0.38 apart.
 */
const EYES_APART_TAKE = 10;

/**
 * Bonus when the detector is sure and both see the eyes within 0.1 of their distance: under a mask
 * the landmark model is less certain of the face, but not of its eyes. It finds 30 more of 552
 * drawn masks, and 3 of 441 pictures that look like faces.
 */
const SURE_EYES = { apart: 0.1, add: 3 };

/**
 * A first reading with this evidence is a face: 98 of 100 photos of LFW have it. Of 11,600 pictures
 * without people, the 441 that look most like a face (a reading of 0.4 or more) reached 11.4 at
 * most in four orientations; 639 crops of what resembles a face in them reached 13.1.
 */
const SURE = 12.5;

/** A first reading below this is not a face: faces that a mean of readings confirmed had 0.2 or more. */
const HOPELESS = 0;

/**
 * In between, the mean of four readings must reach this. Of those 441 pictures, 7 did; of 2,593
 * photos of faces (LFW, five groups, public figures, portraits, phones), 9 did not: 3 are masked, 5
 * show no face or one too small to enroll, 1 could be enrolled. Rule and numbers were chosen on
 * these same pictures, so others will be mistaken for faces more often; among animals, apes come
 * nearest. `npm run bench -- things` says how to obtain such pictures.
 */
export const LEAST_EVIDENCE = {
  usual: 6.5,
  /** Looking many times, in tiles or with the picture turned, meets more patterns that resemble a face. */
  manyLooks: 9,
} as const;

/**
 * A face stays a face when it is mirrored, seen with more around it, or tilted by 10 degrees; a
 * thing that resembles one rarely does: a plunger with a presence of 0.994 had 0.90, 0.44 and 0.97.
 */
const LOOKS: readonly Look[] = [{ mirrored: true }, { wider: 1.2 }, { tilted: -Math.PI / 18 }];

/**
 * The evidence that a detection is a face; it is one from `LEAST_EVIDENCE` on. Takes the other
 * readings only in doubt: for 2 of 100 photos of LFW, or 0.1 ms a photo on average.
 *
 * @param face the detection from which the landmarks were last read, and the landmarks
 */
export async function evidenceOfFace(
  pyramid: Pyramid,
  found: Detection,
  face: { readonly detection: Detection; readonly landmarks: Landmarks },
  models: Pick<FaceModels, 'detector' | 'landmarks'>,
): Promise<number> {
  const { detection, landmarks } = face;
  const known = knownOf(found, landmarks, models.detector);
  const first = logOdds(landmarks.presence);
  if (known + first >= SURE || known + first < HOPELESS) return known + first;
  let sum = first;
  for (const look of LOOKS) {
    sum += logOdds(await presenceIn(look, pyramid, detection, models.landmarks));
  }
  return known + sum / (1 + LOOKS.length);
}

/** Evidence besides the presence. */
function knownOf(
  { score, eyes }: Detection,
  { five: [left, right] }: Landmarks,
  detector: DetectorModel,
): number {
  const { sure, quality } = familyOf(detector).scores;
  const share = (score - quality.worst) / (quality.ideal - quality.worst);
  const offset = Math.hypot(distance(eyes[0], left), distance(eyes[1], right)) / Math.SQRT2;
  const apart = offset / distance(left, right);
  const sureEyes = score >= sure && apart <= SURE_EYES.apart ? SURE_EYES.add : 0;
  return SCORE_ADDS * Math.min(1, Math.max(0, share)) + sureEyes - EYES_APART_TAKE * apart;
}

function logOdds(presence: number): number {
  return Math.min(CERTAIN, Math.max(-CERTAIN, Math.log(presence / (1 - presence))));
}
