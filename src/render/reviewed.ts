import type { Reviewed } from '../domain/reviewed.js';
import { quoted } from '../domain/text.js';
import { wrapped } from './wrapped.js';

/** A photo that was named, and what became of it. */
export interface ReviewedPhoto {
  readonly submissionId: string;
  /** Null if there is no such photo. */
  readonly collection: string | null;
  readonly userId: string | null;
  readonly reviewed: Reviewed;
}

/** Whether it was decided as the operator wanted. */
export function isDecided({ reviewed: { kind } }: ReviewedPhoto): boolean {
  return kind === 'approved' || kind === 'denied';
}

/** What became of a photo, for a person. */
export function reviewedText({ submissionId, userId, reviewed }: ReviewedPhoto): string {
  const of = userId === null ? '' : ` of user ${quoted(userId)}`;
  return wrapped(`${submissionId}${of}: ${sentence(reviewed)}`, '  ').join('\n');
}

function sentence(reviewed: Reviewed): string {
  switch (reviewed.kind) {
    case 'approved':
      return 'approved, the face is enrolled.';
    case 'denied':
      return reviewed.isMailed
        ? 'denied, the photo is deleted.'
        : 'denied, the photo is deleted. The person is not told: there is no e-mail address.';
    case 'refused':
      return `not enrolled: ${reviewed.message} (${reviewed.code}).`;
    case 'decided before':
      return `nothing was changed: it is already ${reviewed.state}.`;
    case 'unknown':
      return 'there is no such photo: "faceenroll review list" shows those that wait.';
  }
}

/** The same for a program. */
export function reviewedEvent({ reviewed, ...photo }: ReviewedPhoto) {
  return {
    ...{ event: 'reviewed', ...photo, result: RESULTS[reviewed.kind] },
    faceId: reviewed.kind === 'approved' ? reviewed.faceId : null,
    isMailed: reviewed.kind === 'denied' ? reviewed.isMailed : null,
    code: reviewed.kind === 'refused' ? reviewed.code : null,
    message: reviewed.kind === 'refused' ? reviewed.message : null,
    state: reviewed.kind === 'decided before' ? reviewed.state : null,
  };
}

const RESULTS: Readonly<Record<Reviewed['kind'], ReviewResult>> = {
  ...{ approved: 'APPROVED', denied: 'DENIED', refused: 'REFUSED' },
  ...{ 'decided before': 'DECIDED_BEFORE', unknown: 'UNKNOWN' },
};

/** What became of a photo, in a word. */
export const REVIEW_RESULTS = [
  'APPROVED',
  'DENIED',
  'REFUSED',
  'DECIDED_BEFORE',
  'UNKNOWN',
] as const;

type ReviewResult = (typeof REVIEW_RESULTS)[number];
