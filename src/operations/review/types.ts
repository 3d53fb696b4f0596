import type { PhotoEdit, Submission } from '../../domain/review.js';
import type { Denial, Reviewed, ReviewItem } from '../../domain/reviewed.js';
import type { Visitor } from '../links/types.js';

/** Who decides: an API key, or an account of this machine. */
export interface Reviewer extends Visitor {
  readonly keyId?: string | undefined;
  /** The operator's own reference, for the audit. */
  readonly reference?: string | undefined;
}

/** Photos that wait, as commands and the review page work with them. */
export interface ReviewDesk {
  /** Those of a collection that wait, the oldest first. */
  list(collection: string): readonly Submission[];
  /** With whom the photo looks like now. Of one that was decided on the photo is gone. */
  show(submissionId: string, visitor: Visitor): Promise<ReviewItem | undefined>;
  /** The photo as a JPEG or PNG: with the operator's crop and turn, if there are any. */
  photo(submissionId: string): Uint8Array | undefined;
  /** The face on record of a user as JPEG: profile image or thumbnail. */
  onRecord(collection: string, userId: string): Uint8Array | undefined;
  /** Enrolls the photo, though it looks like the users in `allow` or unlike the user's face. */
  approve(submissionId: string, by: Reviewer, allow: readonly string[]): Promise<Reviewed>;
  /**
   * Denies it, and queues a mail with the reason and a fresh link.
   *
   * @throws {UsageError} if the note is missing or cannot be passed on.
   */
  deny(submissionId: string, by: Reviewer, why: Denial): Promise<Reviewed>;
  /**
   * Crops and turns the photo as it was sent, and judges it again; undefined takes that back.
   * Resolves to undefined if it does not wait.
   *
   * @throws {UsageError} if the crop is not within the photo.
   */
  edit(
    submissionId: string,
    by: Reviewer,
    edit: PhotoEdit | undefined,
  ): Promise<ReviewItem | undefined>;
  /** Everything that was ever sent for a user, without photos. */
  history(collection: string, userId: string): readonly Submission[];
}
