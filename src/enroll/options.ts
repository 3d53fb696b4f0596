import type { JsonObject } from '../domain/json-object.js';
import type { Choice } from '../domain/option-values.js';
import type { PhotoPolicy } from '../domain/sample.js';

/** What an import does where the database and the input meet. */
export interface ImportOptions {
  readonly collection: string;
  /** A face the user has already: keep it, replace it, or put the photo beside it. */
  readonly ifFaceExists: Choice<'ifFaceExists'>;
  /** The data of a user who exists already: keep it, or replace what the row has columns for. */
  readonly ifUserExists: Choice<'ifUserExists'>;
  /** A user ID that the database does not know: make the user, or refuse the entry. */
  readonly missingUsers: Choice<'missingUsers'>;
  /** Whether user IDs that differ only in case are one. */
  readonly ignoreCase: boolean;
  /** Whether the photo also becomes the user's profile image. */
  readonly profileImage: boolean;
  /** Whether the aligned face is kept with its template, to be encoded again. */
  readonly storeThumbnails: Choice<'storeThumbnails'>;
  readonly policy: PhotoPolicy;
  /** A face that another user has, enrolled or in the batch: refuse it, enroll it and say so, or do not look. */
  readonly duplicates: Choice<'duplicates'>;
  /** The share of photos that may be taken for a duplicate wrongly, 0 to 1. */
  readonly duplicateFpir: number;
  /** Whether a user's face may be that of another person than before. */
  readonly allowIdentityChange: boolean;
  /** Whether an entry is refused whose user has not agreed, as far as the row and the database tell. */
  readonly requireConsent: boolean;
  /** Kept with the templates of entries that bring none of their own. */
  readonly metadata?: JsonObject;
  /** Given to the user of each entry that does not fail; called as the flag, by which a retry takes it over. */
  readonly tag?: readonly string[];
}
