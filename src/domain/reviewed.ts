import type { UserMatch } from './identification.js';
import type { DenialReason, Submission, SubmissionState } from './review.js';

/** A photo that waits, with what an operator decides by. */
export interface ReviewItem extends Submission {
  /** The name of the user on record. */
  readonly name: string | null;
  /** Other users whom the face looks like, the most alike first; a few at most. */
  readonly looksLike: readonly UserMatch[];
  /** How alike it is to the user's own face on record; null if there is none. */
  readonly ownSimilarity: number | null;
  /** Why the photo as it is now cannot be enrolled whatever an operator decides; null if it can. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** Whether the photo was cropped or turned. */
  readonly isEdited: boolean;
}

/** What became of a decision. */
export type Reviewed =
  | { readonly kind: 'approved'; readonly faceId: string }
  /** `isMailed`: a mail tells the person; if not, nobody has. */
  | { readonly kind: 'denied'; readonly isMailed: boolean }
  /** It is still not enrolled: the photo fails now, or the face looks like a user who was not shown. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'decided before'; readonly state: SubmissionState }
  | { readonly kind: 'unknown' };

/** Why a photo is denied. */
export interface Denial {
  readonly reason: DenialReason;
  readonly note: string | null;
}

/** A photo of a list, with the name of the user on record. */
export type ListedSubmission = Submission & Pick<ReviewItem, 'name'>;
