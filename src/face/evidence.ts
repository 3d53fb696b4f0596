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

/** With so much in its first reading it is a face: 97 of 100 of LFW have it, things had up to 12.3. */
const SURE = 12.5;

/** With less than this it is none: a face that a mean of readings confirmed had 0.2 or more. */
const HOPELESS = 0;

/**
 * Between the two it must have so much in the mean of four readings. A higher bound tells more
 * people behind masks, in the dark or blurred that there is no face in their photo, in place of
 * what is wrong with it; see `npm run bench -- things`.
 */
export const LEAST_EVIDENCE = {
  usual: 5,
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
 * The other readings are only taken in doubt: for 3 of 100 photos of LFW.
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
  const known = scoreAdds(found, models.detector) - eyesTake(found, landmarks);
  const first = logOdds(landmarks.presence);
  if (known + first >= SURE || known + first < HOPELESS) return known + first;
  const more = await presenceIn(LOOKS, pyramid, detection, models.landmarks);
  const all = [first, ...more.map(logOdds)];
  return known + all.reduce((sum, odds) => sum + odds, 0) / all.length;
}

function scoreAdds({ score }: Detection, detector: DetectorModel): number {
  const { worst, ideal } = familyOf(detector).scores.quality;
  return SCORE_ADDS * Math.min(1, Math.max(0, (score - worst) / (ideal - worst)));
}

function eyesTake({ eyes }: Detection, { five: [left, right] }: Landmarks): number {
  const apart = Math.hypot(distance(eyes[0], left), distance(eyes[1], right)) / Math.SQRT2;
  return (EYES_APART_TAKE * apart) / distance(left, right);
}

function logOdds(presence: number): number {
  return Math.min(CERTAIN, Math.max(-CERTAIN, Math.log(presence / (1 - presence))));
}
