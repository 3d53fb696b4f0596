import { familyOf } from './detect.js';
import type { Detection } from './detectors/detection.js';
import type { Pyramid } from './image.js';
import { type Landmarks, type Look, presenceIn } from './landmarks.js';
import type { DetectorModel, FaceModels } from './models.js';
import { distance } from './transform.js';

/**
 * What speaks for a face is added up in natural logarithms of odds: a presence of 0.5 is 0, one
 * of 0.99 is 4.6. This is what one of 0.99999 is, and the most that counts.
 */
const CERTAIN = 11.5;

/** What the score of a detection adds, from the worst to the ideal one of the detector's family. */
const SCORE_ADDS = 5;

/**
 * What each eye distance takes away by which the detector and the landmark model see the eyes
 * in different places: half of the faces on 1,478 photos of LFW are seen within 0.04, 99 of 100
 * within 0.11; half of 183 things that look like faces are seen 0.38 apart.
 */
const EYES_APART_TAKE = 10;

/**
 * What it adds that the detector is sure and that both see the eyes within 0.1 of their distance:
 * of a face under a mask the landmark model is less certain, but not of its eyes. It is found
 * for 30 of 552 drawn masks more, and for 3 of 441 pictures that look like faces.
 */
const SURE_EYES = { apart: 0.1, add: 3 };

/**
 * With so much in its first reading it is a face: 98 of 100 photos of LFW have it. Of the 441
 * of 11,600 pictures without people that look most like a face (a reading of 0.4 or more), in
 * four orientations, none had more than 11.4; 639 crops of what is alike in them had up to 13.1.
 */
const SURE = 12.5;

/** With less than this it is none: a face that a mean of readings confirmed had 0.2 or more. */
const HOPELESS = 0;

/**
 * Between the two it must have so much in the mean of four readings. Of those 441 pictures 7 had
 * it; of 2,593 photos of faces (LFW, five groups, public figures, portraits, phones) 9 had not:
 * 3 are masked, 5 show faces that are too small to be enrolled or none, 1 could be enrolled.
 * The rule and its numbers were chosen on these same pictures, so others will be taken for faces
 * more often; of animals the apes come nearest. `npm run bench -- things` tells how such pictures
 * are come by.
 */
export const LEAST_EVIDENCE = {
  usual: 6.5,
  /** Who looks many times, in tiles or with the picture turned, meets a pattern that is alike. */
  manyLooks: 9,
} as const;

/**
 * A face remains one when it is seen mirrored, with more around it and tilted by 10 degrees;
 * a thing that happens to look like one seldom does: a plunger with a presence of 0.994 had
 * 0.90, 0.44 and 0.97.
 */
const LOOKS: readonly Look[] = [{ mirrored: true }, { wider: 1.2 }, { tilted: -Math.PI / 18 }];

/**
 * How much speaks for what the detector found being a face; it is one from `LEAST_EVIDENCE` on.
 * The other readings are only taken in doubt: for 2 of 100 photos of LFW, which is 0.1 ms a photo.
 *
 * @param face the detection, as the landmarks were read from it at last, and these.
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

/** What speaks for a face beside the presence. */
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
