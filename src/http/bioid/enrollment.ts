import { FAILURES, type Failure, type FailureCode } from '../../domain/failures.js';
import type { UserUpgrade } from '../../operations/imports/known-user.js';
import type { PhotoResult } from '../../operations/serving/types.js';
import type { UserTemplate } from '../../operations/users/template.js';
import { failureWords } from './failure-words.js';
import { imageProperties } from './image-properties.js';
import type { Enrollment } from './schemas.js';
import { templateStatusBody } from './template-status.js';

/** What became of a request to enroll. */
export interface Ended {
  /** In the order of the request. */
  readonly photos: readonly PhotoResult[];
  /** Null where none was due, or none could be. */
  readonly upgrade: UserUpgrade | null;
  /** As it is now; undefined where there is no such user. */
  readonly template: UserTemplate | undefined;
  /** Whether messages may name other users. */
  readonly mayRead: boolean;
}

/** How an enrollment ended, as the interface tells it. */
export function enrollmentBody(classId: string, ended: Ended): Enrollment {
  const { photos, template, mayRead } = ended;
  const performedAction = actionOf(ended);
  return {
    status: 'SUCCEEDED',
    errors: errorsOf(ended, performedAction === 'ENROLLMENT_FAILED'),
    imageProperties: photos.map((photo) => imageProperties(photo, mayRead)),
    performedAction,
    enrolledImages: photos.filter(({ outcome }) => outcome.kind === 'enrolled').length,
    templateStatus: templateStatusBody(classId, template),
  };
}

function actionOf({ photos, upgrade }: Ended): Enrollment['performedAction'] {
  if (upgrade && upgrade.upgraded.length > 0) return 'TEMPLATE_UPGRADED';
  const outcomes = photos.map(({ outcome }) => outcome);
  const actions = outcomes.flatMap((one) => (one.kind === 'enrolled' ? [one.action] : []));
  if (actions.includes('NEW_TEMPLATE_CREATED')) return 'NEW_TEMPLATE_CREATED';
  if (actions.length > 0) return 'TEMPLATE_UPDATED';
  // An image that is enrolled already changes nothing, and is no failure.
  if (outcomes.some(({ kind }) => kind !== 'failed')) return 'NONE';
  return outcomes.length > 0 || upgrade ? 'ENROLLMENT_FAILED' : 'NONE';
}

/** Told by the checks of their image, and by a published error when no image is left. */
const TOLD_BY_CHECKS: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'FACE_NOT_FOUND',
  'MULTIPLE_FACES',
  'NO_FEATURES',
]);

const NO_SUITABLE_FACE = {
  errorCode: 'NoSuitableFaceImage',
  message: 'None of the images shows a single suitable face: see their quality assessments.',
};

const NO_FEATURE_VECTORS = {
  errorCode: 'NoFeatureVectors',
  message: 'No feature vector could be extracted: see the quality assessments of the images.',
};

/** The published errors of an enrollment that failed, then refusals of ours, each once. */
function errorsOf({ photos, upgrade, mayRead }: Ended, hasFailed: boolean): Enrollment['errors'] {
  const ofPhotos = photos.flatMap(({ outcome }) =>
    outcome.kind === 'failed' ? [outcome.failure] : [],
  );
  const ofUpgrade = upgrade?.failures.map(({ failure }) => failure) ?? [];
  const own = [...ofPhotos, ...ofUpgrade]
    .filter(({ code }) => !TOLD_BY_CHECKS.has(code))
    .map((failure) => failureWords(failure, mayRead))
    .map(({ name, message }) => ({ errorCode: name, message }));
  const errors = hasFailed ? [...publishedError(ofPhotos), ...own] : own;
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()];
}

function publishedError(failures: readonly Failure[]): Enrollment['errors'] {
  const ofFaces = failures.filter((failure) => !hasNoSuitableFace(failure));
  if (failures.length > 0 && ofFaces.length === 0) return [NO_SUITABLE_FACE];
  return ofFaces.every(({ code }) => code === 'NO_FEATURES') ? [NO_FEATURE_VECTORS] : [];
}

/** Whether an image shows no face or several, or is no image. */
function hasNoSuitableFace({ code }: Failure): boolean {
  if (code === 'FACE_NOT_FOUND' || code === 'MULTIPLE_FACES') return true;
  return code === 'FILE_EMPTY' || code === 'FILE_TOO_LARGE' || FAILURES[code].stage === 'image';
}
