import { FAILURES, type Failure } from '../../domain/failures.js';
import type { PhotoReport, SeenFace } from '../../domain/inspection.js';
import type { PhotoResult } from '../../operations/serving/types.js';
import { failureWords } from './failure-words.js';
import { measureText } from './measure-texts.js';
import type { ImageProperties, QualityAssessment } from './schemas.js';

/** What was seen in an image, as the interface tells it. */
export function imageProperties(photo: PhotoResult, mayRead: boolean): ImageProperties {
  const { report, outcome, face } = photo;
  const enrolled = outcome.kind === 'enrolled' ? outcome : undefined;
  return {
    rotated: report?.rotated ?? enrolled?.rotated ?? 0,
    faces: report?.faces.map((seen, i) => faceOf(seen, livenessOf(report, i))) ?? [],
    qualityScore: report?.quality?.quality ?? enrolled?.quality ?? face?.quality ?? 0,
    qualityAssessments: [
      ...checksOf(photo, mayRead),
      ...(report?.quality?.measures ?? []).flatMap((measure) => {
        const { name, component } = measure;
        // Not assessed is not 0.
        if (component === undefined) return [];
        const check = name.slice(0, 1).toUpperCase() + name.slice(1);
        return [{ check, score: component / 100, message: measureText(measure) }];
      }),
    ],
    frameNumber: 0,
  };
}

/** The interface names eyes as the person does, and our landmarks begin on the picture's left. */
function faceOf({ landmarks }: SeenFace, liveness: number): ImageProperties['faces'][number] {
  const [onTheLeft, onTheRight] = landmarks;
  if (!onTheLeft || !onTheRight) throw new Error('a face has two eyes');
  return {
    leftEye: { x: onTheRight.x, y: onTheRight.y },
    rightEye: { x: onTheLeft.x, y: onTheLeft.y },
    textureLivenessScore: liveness,
    motionLivenessScore: 0,
    movementDirection: 0,
  };
}

/** Of the face that was taken: no other is assessed. */
function livenessOf({ chosen, liveness = 0 }: PhotoReport, i: number): number {
  return i === chosen ? liveness : 0;
}

const FOUND = passed('FaceFound', 'A face was found.');
const SINGLE = passed('SingleFaceOnImage', 'The image shows one face.');
const FEATURES = passed('FaceFeaturesAvailable', 'The features of the face could be extracted.');

/** The published checks, as far as the image got, and why it was refused or is flagged. */
function checksOf(
  { outcome, report }: PhotoResult,
  mayRead: boolean,
): readonly QualityAssessment[] {
  if (outcome.kind !== 'failed') {
    const flag = outcome.kind === 'enrolled' ? outcome.flag : undefined;
    const flagged = flag ? [refused(flag, mayRead)] : [];
    return [FOUND, SINGLE, FEATURES, ...flagged];
  }
  const { failure } = outcome;
  const failed = refused(failure, mayRead);
  if (failure.code === 'FACE_NOT_FOUND') return [{ ...failed, check: FOUND.check }];
  if (failure.code === 'MULTIPLE_FACES') return [FOUND, { ...failed, check: SINGLE.check }];
  if (failure.code === 'NO_FEATURES') return [FOUND, SINGLE, { ...failed, check: FEATURES.check }];
  if (FAILURES[failure.code].stage === 'identity') return [FOUND, SINGLE, FEATURES, failed];
  if (report?.faces.length) return [FOUND, SINGLE, failed];
  return [{ check: FOUND.check, score: 0, message: 'No face was looked for.' }, failed];
}

function passed(check: string, message: string): QualityAssessment {
  return { check, score: 1, message };
}

function refused(failure: Pick<Failure, 'code' | 'message'>, mayRead: boolean): QualityAssessment {
  const { name, message } = failureWords(failure, mayRead);
  return { check: name, score: 0, message };
}
