import { FAILURES, type Failure } from '../../../domain/failures.js';
import type { PhotoReport } from '../../../domain/inspection.js';
import type { Link } from '../../../domain/link.js';
import type { Outcome } from '../../../domain/outcome.js';
import { problemNames } from '../../../domain/photo-problem.js';
import type { WaitingReason } from '../../../domain/review.js';
import type { Store } from '../../../store/store.js';
import { judgedOf } from '../../review/judged.js';
import type { PhotoResult } from '../../serving/types.js';
import type { SentPage, Submitted } from '../types.js';
import { addAnswer } from './answers.js';
import { Undone, type Waits } from './undone.js';

/** Why a photo waits where nothing is wrong with it. */
const EVERY_PHOTO: WaitingReason = {
  code: 'REVIEW_OF_ALL',
  message: 'every photo that is sent by this link waits for an operator',
};

/** Why a photo waits that could not be compared with the user's faces. */
const NOT_COMPARED: WaitingReason = {
  code: 'FACE_NOT_COMPARED',
  message: "the user's faces were made by another encoder and cannot be compared with the photo",
};

/**
 * Keeps what became of a photo, in the transaction that enrolls it.
 *
 * @throws {Undone} if nothing of it is to be stored.
 */
export function keepEnding(
  store: Store,
  asked: Link,
  sent: SentPage,
  { outcome, report, face }: PhotoResult,
): Submitted {
  const link = workingLink(store, asked.linkId);
  if (link.userId !== asked.userId || link.collection !== asked.collection) {
    throw new Undone('renamed');
  }
  const reasons = reasonsOf(store, outcome, link, face);
  if (reasons.length > 0) {
    const waits = { reasons, report };
    // A failure has stored nothing that would have to be undone.
    if (outcome.kind !== 'failed') throw new Undone('waits', waits);
    return keepWaiting(store, link.linkId, sent, waits);
  }
  if (outcome.kind === 'failed') return keepFailure(store, link, outcome.failure, report);
  const now = new Date().toISOString();
  const { audit, detail } = keepUse(store, link, sent, now);
  const subject = { userId: link.userId, ...(face && { faceId: face.faceId }) };
  audit.record('ENROLLED_BY_LINK', subject, detail, now);
  return { kind: 'enrolled' };
}

/**
 * Keeps a photo for an operator. Call it in a transaction.
 *
 * @throws {Undone} if the link does not work any more.
 */
export function keepWaiting(
  store: Store,
  linkId: string,
  sent: SentPage,
  { reasons, report }: Waits,
): Submitted {
  const link = workingLink(store, linkId);
  const { collection, userId } = link;
  const now = new Date().toISOString();
  const { audit } = keepUse(store, link, sent, now);
  const { language } = sent.consent;
  const before = store.submissions
    .ofUser(collection, userId)
    .find(({ state }) => state === 'waiting');
  const submission = store.submissions.add(
    { collection, userId, linkId, sentAt: now, language, reasons, ...judgedOf({ report }) },
    sent.photo.bytes,
  );
  const codes = reasons.map(({ code }) => code);
  const replaces = before && { replaces: before.submissionId };
  const detail = { submission, link: linkId, reasons: codes, ...replaces };
  audit.record('REVIEW_REQUESTED', { userId }, detail, now);
  return { kind: 'waiting' };
}

/**
 * The link, if it can still be used: of a photo that came in time no other photo takes the try, and
 * one whose link expired while it was judged was sent in time. A newer link revokes also such a one.
 */
function workingLink({ links }: Store, linkId: string): Link {
  const link = links.find(linkId);
  if (!link || link.endedBy === 'used' || link.endedBy === 'revoked') throw new Undone('gone');
  if (links.newest(link.collection, link.userId)?.linkId !== linkId) throw new Undone('gone');
  return link;
}

/** The link is used, and the person has agreed. */
function keepUse(
  store: Store,
  link: Link,
  { consent }: SentPage,
  now: string,
): ReturnType<typeof addAnswer> {
  const { linkId, userId } = link;
  if (!store.links.use(linkId, now)) throw new Undone('gone');
  const added = addAnswer(store, link, { answer: 'yes', consent, now });
  added.audit.record('LINK_USED', { userId }, { link: linkId }, now);
  return added;
}

function keepFailure(
  store: Store,
  link: Link,
  { code }: Failure,
  report: PhotoReport | undefined,
): Submitted {
  const { linkId, collection, userId, terms } = link;
  store.links.failed(linkId, code);
  const triesLeft = terms.attempts - link.tried;
  const now = new Date().toISOString();
  if (triesLeft <= 0 && store.links.end(linkId, 'attempts', now)) {
    const detail = { link: linkId, reason: 'ATTEMPTS' };
    store.audit(collection).record('LINK_EXPIRED', { userId }, detail, now);
  }
  return {
    kind: 'failed',
    code,
    problems: problemNames(report?.problems ?? []),
    triesLeft: Math.max(0, triesLeft),
    picture: report?.picture,
  };
}

/** Why a photo waits; none if it is enrolled, or fails for what the person can mend. */
function reasonsOf(
  store: Store,
  outcome: Outcome,
  link: Link,
  face: PhotoResult['face'],
): readonly WaitingReason[] {
  if (outcome.kind === 'failed') {
    const { code, message } = outcome.failure;
    return FAILURES[code].stage === 'identity' ? [{ code, message }] : [];
  }
  const flag = outcome.kind === 'enrolled' ? outcome.flag : undefined;
  if (flag) return [{ code: flag.code, message: flag.message }];
  if (link.terms.review) return [EVERY_PHOTO];
  return outcome.kind === 'enrolled' && face && isFirstOfItsEncoder(store, link, face)
    ? [NOT_COMPARED]
    : [];
}

/** Whether the user has faces, and none with which this one could be compared. */
function isFirstOfItsEncoder(
  store: Store,
  { collection, userId }: Link,
  { faceId, encoder }: NonNullable<PhotoResult['face']>,
): boolean {
  const others = store
    .gallery(collection)
    .faces.ofUser(userId)
    .filter((one) => one.faceId !== faceId);
  return others.length > 0 && others.every((one) => one.encoder !== encoder);
}
