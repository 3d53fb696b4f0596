import type { PhotoEdit, Submission } from '../../domain/review.js';
import type { Denial, Reviewed, ReviewItem } from '../../domain/reviewed.js';
import type { Visitor } from '../links/types.js';
import type { Person } from './person.js';

/** Who decides: an API key, or an account of this machine. */
export interface Reviewer extends Visitor {
  readonly keyId?: string | undefined;
  /** The operator's own reference, for the audit. */
  readonly reference?: string | undefined;
}

/** A photo that was sent, with the person on record. */
export type FoundSubmission = Submission & Person;

/** A photo that was looked at just now. */
export interface LookedAt {
  readonly item: ReviewItem;
  /** The photo as it is now, as JPEG of at most 640 px; undefined if no face was found in it. */
  readonly small: Uint8Array | undefined;
}

/** Photos that wait, as commands and the review page work with them. */
export interface ReviewDesk {
  /** Whether mails are sent; if not, they wait until somebody sends them. */
  readonly canMail: boolean;
  /** Every collection, by name, with the number of photos that wait in it. */
  collections(): readonly { readonly name: string; readonly waiting: number }[];
  /** Those of a collection that wait, the oldest first. */
  list(collection: string): readonly Submission[];
  /** One photo, without looking at it. */
  find(submissionId: string): FoundSubmission | undefined;
  /** With whom the photo looks like now. Of one that was decided on the photo is gone. */
  show(submissionId: string, visitor: Visitor): Promise<ReviewItem | undefined>;
  /** The same, with a small copy of the photo. */
  look(submissionId: string, visitor: Visitor): Promise<LookedAt | undefined>;
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
