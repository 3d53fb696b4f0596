import type { UserData } from '../../domain/entry.js';
import { sniff } from '../../domain/photo-format.js';
import type { ConsentRecord, Submission } from '../../domain/review.js';
import type { Reviewed } from '../../domain/reviewed.js';
import { quoted } from '../../domain/text.js';
import type { Store } from '../../store/store.js';
import { sha256 } from '../../system/sha256.js';
import type { Serving } from '../serving/serving.js';
import type { EnrollRequest, EnrollResult } from '../serving/types.js';
import { auditOf, nameOf, waiting } from './deciding.js';
import { personOf } from './person.js';
import { currentPhoto } from './photo.js';
import type { Reviewer } from './types.js';

/** Undoes the transaction of an enrollment that is not to be. */
class NotApproved extends Error {
  constructor(readonly reviewed: Reviewed) {
    super('not approved');
  }
}

/**
 * Enrolls the photo as it is now. It may be unlike the user's face, and may look like the users in
 * `allow`, whom the operator has seen. It takes the place of the face that the user had.
 */
export async function approve(
  serving: Serving,
  submissionId: string,
  by: Reviewer,
  allow: readonly string[],
): Promise<Reviewed> {
  const found = serving.read((store) => {
    const one = waiting(store, submissionId);
    return 'ended' in one ? one : { ...one, consent: consentTo(store, one.submission) };
  });
  if ('ended' in found) return found.ended;
  const { submission, consent } = found;
  const bytes = serving.readSealed((store) => currentPhoto(store, submissionId));
  if (!bytes) return serving.read((store) => changedMeanwhile(store, submissionId));
  const request: EnrollRequest = {
    ...{ collection: submission.collection, userId: submission.userId },
    photos: [{ name: `${submissionId}.${extensionOf(bytes)}`, bytes }],
    ...(consent && { user: consentData(consent) }),
    allowDuplicateOf: allow,
    options: {
      ...{ createMissing: false, allowOddIds: true, ifUserExists: 'overwrite' },
      ...{ ifFaceExists: 'overwrite', allowIdentityChange: true },
      duplicates: serving.settings.duplicates === 'off' ? 'off' : 'refuse',
    },
    inTransaction: (result, store) => {
      refuseRenamed(store, submission);
      const now = currentPhoto(store, submissionId);
      if (!now || sha256(now) !== sha256(bytes)) {
        throw new NotApproved(changedMeanwhile(store, submissionId));
      }
      refuseWithdrawn(store, submission);
      keepApproval(store, submission, by, enrolledFace(result));
    },
  };
  try {
    return { kind: 'approved', faceId: enrolledFace(await serving.enroll(request, by)) };
  } catch (error) {
    if (error instanceof NotApproved) return error.reviewed;
    throw error;
  }
}

function extensionOf(bytes: Uint8Array): string {
  return sniff(bytes).photo === 'png' ? 'png' : 'jpg';
}

/** What the person agreed to on the page from which the photo was sent. */
function consentTo(
  { consents }: Pick<Store, 'consents'>,
  { collection, userId, linkId }: Submission,
): ConsentRecord | undefined {
  return consents
    .ofUser(collection, userId)
    .findLast((one) => one.linkId === linkId && one.answer === 'yes');
}

function consentData({ at, linkId }: ConsentRecord): UserData {
  return { known: { consent_at: at, consent_reference: `link ${linkId}` }, extra: {} };
}

/** @throws {NotApproved} if the photo was not enrolled. */
function enrolledFace({ photos }: EnrollResult): string {
  const [photo] = photos;
  if (photo?.outcome.kind === 'failed') {
    const { code, message } = photo.outcome.failure;
    throw new NotApproved({ kind: 'refused', code, message });
  }
  // A photo that is enrolled already has its face, too.
  if (!photo?.face) throw new Error('a photo without a failure has a face');
  return photo.face.faceId;
}

/** Another operator has decided, or cropped the photo. */
function changedMeanwhile(store: Store, submissionId: string): Reviewed {
  const now = waiting(store, submissionId);
  if ('ended' in now) return now.ended;
  const message = 'the photo was cropped or turned meanwhile: look at it again';
  return { kind: 'refused', code: 'PHOTO_CHANGED', message };
}

/**
 * Another user may have the ID by now.
 *
 * @throws {NotApproved} if the user was renamed since the photo was looked up.
 */
function refuseRenamed({ submissions }: Pick<Store, 'submissions'>, asked: Submission): void {
  const now = submissions.find(asked.submissionId);
  if (!now || now.userId === asked.userId) return;
  const message = `the user ${quoted(asked.userId)} was renamed to ${quoted(now.userId)} meanwhile: approve the photo again`;
  throw new NotApproved({ kind: 'refused', code: 'USER_NOT_FOUND', message });
}

/** @throws {NotApproved} if the person has said no since the photo was sent. */
function refuseWithdrawn(
  { consents }: Pick<Store, 'consents'>,
  { collection, userId }: Submission,
): void {
  const last = consents.ofUser(collection, userId).at(-1);
  if (last?.answer !== 'no') return;
  const message = `the person said no at ${last.at}: deny the photo, or ask them`;
  throw new NotApproved({ kind: 'refused', code: 'CONSENT_MISSING', message });
}

/** In the transaction that enrolls. */
function keepApproval(store: Store, submission: Submission, by: Reviewer, faceId: string): void {
  const { submissionId, collection, userId } = submission;
  const now = new Date().toISOString();
  const audit = auditOf(store, submission, by);
  store.submissions.decide(submissionId, {
    ...{ state: 'approved', at: now, by: nameOf(by), denial: null },
  });
  audit.record('REVIEW_APPROVED', { userId, faceId }, { submission: submissionId }, now);
  if (!personOf(store, submission).hasAddress) return;
  store.mails.add({ collection, userId, kind: 'approved', terms: null, denial: null }, now);
}
