import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { invalidInput } from '../../domain/refusals.js';
import { isWithinPhoto, type PhotoEdit, type Submission } from '../../domain/review.js';
import type { ReviewItem } from '../../domain/reviewed.js';
import type { LinkSettings, Visitor } from '../links/types.js';
import type { Serving } from '../serving/serving.js';
import { approve } from './approve.js';
import { checkDenial } from './check-denial.js';
import { auditOf, waiting } from './deciding.js';
import { deny } from './deny.js';
import { type Looked, look } from './look.js';
import { onRecord } from './on-record.js';
import { personOf } from './person.js';
import { currentPhoto } from './photo.js';
import type { LookedAt, ReviewDesk, Reviewer } from './types.js';

/**
 * The operator's last word, over a service.
 *
 * @param mail where no mail can be sent, nobody is told of a denial until somebody sends what waits
 * @param queued hears that a mail may have been queued
 */
export function makeReviewDesk(
  serving: Serving,
  mail: Pick<LinkSettings, 'transport'> | undefined,
  queued: () => void = () => {},
): ReviewDesk {
  const canMail = mail?.transport !== undefined;
  return {
    canMail,
    collections: () =>
      serving.read(({ collections, submissions }) =>
        collections.list().map(({ name }) => ({ name, waiting: submissions.waiting(name).length })),
      ),
    find: (submissionId) =>
      serving.read((store) => {
        const submission = store.submissions.find(submissionId);
        return submission && { ...submission, ...personOf(store, submission) };
      }),
    look: (submissionId, visitor) => lookAt(serving, submissionId, visitor),
    list: (collection) => serving.read(({ submissions }) => submissions.waiting(collection)),
    history: (collection, userId) =>
      serving.read(({ submissions }) => submissions.ofUser(collection, userId)),
    show: async (submissionId, visitor) => (await lookAt(serving, submissionId, visitor))?.item,
    photo: (submissionId) => serving.readSealed((store) => currentPhoto(store, submissionId)),
    onRecord: (collection, userId) =>
      serving.readSealed((store) => onRecord(store, collection, userId)),
    approve: async (submissionId, by, allow) => {
      const reviewed = await approve(serving, submissionId, by, allow);
      if (reviewed.kind === 'approved') queued();
      return reviewed;
    },
    deny: async (submissionId, by, why) => {
      checkDenial(why);
      const reviewed = await serving.write((store) => deny(store, submissionId, by, why));
      if (reviewed.kind !== 'denied') return reviewed;
      queued();
      return { ...reviewed, isMailed: reviewed.isMailed && canMail };
    },
    edit: (submissionId, by, edit) => editPhoto(serving, submissionId, by, edit),
  };
}

async function lookAt(
  serving: Serving,
  submissionId: string,
  visitor: Visitor,
): Promise<LookedAt | undefined> {
  const found = serving.readSealed((store) => {
    const submission = store.submissions.find(submissionId);
    return submission && { submission, photos: store.submissions.photos(submissionId) };
  });
  if (!found) return undefined;
  const { submission, photos } = found;
  const bytes = photos?.edited ?? photos?.sent;
  const looked = bytes && (await look(serving, submission, { bytes }, visitor));
  const item = itemOf(serving, submission, looked, photos?.edited !== undefined);
  return { item, small: looked?.small };
}

function itemOf(
  serving: Serving,
  submission: Submission,
  looked: Pick<Looked, 'failure' | 'looksLike' | 'ownSimilarity'> | undefined,
  isEdited: boolean,
): ReviewItem {
  const { name } = serving.read((store) => personOf(store, submission));
  const { failure, looksLike, ownSimilarity } = looked ?? GONE;
  return { ...submission, name, failure, looksLike, ownSimilarity, isEdited };
}

/** Of a photo that was deleted. */
const GONE = { failure: null, looksLike: [], ownSimilarity: null };

async function editPhoto(
  serving: Serving,
  submissionId: string,
  by: Reviewer,
  edit: PhotoEdit | undefined,
): Promise<ReviewItem | undefined> {
  if (edit?.crop && !isWithinPhoto(edit.crop)) {
    const problem = 'the crop is not within the photo';
    throw new UsageError(problem, invalidInput('crop', problem));
  }
  const found = serving.readSealed((store) => {
    const one = waiting(store, submissionId);
    return 'ended' in one ? one : { ...one, sent: store.submissions.photos(submissionId)?.sent };
  });
  if ('ended' in found || !found.sent) return undefined;
  const { submission, sent } = found;
  const looked = await look(serving, submission, { bytes: sent, ...(edit && { edit }) }, by);
  const { edited, judged } = looked;
  if (edit && !edited) throw new FatalError(looked.failure?.message ?? 'the photo is damaged');
  const isKept = await serving.write((store) => {
    const now = new Date().toISOString();
    const audit = auditOf(store, submission, by);
    if (!store.submissions.edit(submissionId, edited, judged)) return false;
    const { userId } = submission;
    audit.record('REVIEW_EDITED', { userId }, { submission: submissionId, ...edit }, now);
    return true;
  });
  if (!isKept) return undefined;
  return itemOf(serving, { ...submission, ...judged }, looked, edited !== undefined);
}
