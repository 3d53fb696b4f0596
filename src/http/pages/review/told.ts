import type { Reviewed } from '../../../domain/reviewed.js';
import type { FoundSubmission } from '../../../operations/review/types.js';
import { mailNews } from '../../../render/pages/review/facts.js';

/** What became of a decision, for the operator who made it. */
export function reviewedNews(
  { userId, hasAddress }: Pick<FoundSubmission, 'userId' | 'hasAddress'>,
  reviewed: Reviewed,
  canMail: boolean,
  decidedBy: string | null,
): string {
  switch (reviewed.kind) {
    case 'approved':
      return `${userId} was approved and is enrolled. ${mailNews(hasAddress && canMail)}`;
    case 'denied':
      return `${userId} was denied. ${mailNews(reviewed.isMailed)}`;
    case 'refused':
      return `${userId} was not enrolled: ${reviewed.message}.`;
    case 'decided before': {
      const by = decidedBy === null ? '' : ` by ${decidedBy}`;
      return `${userId} was ${reviewed.state} before${by}: nothing was changed.`;
    }
    case 'unknown':
      return `The photo of ${userId} is not there any more.`;
  }
}
