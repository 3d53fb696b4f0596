import type { JsonObject } from '../domain/json-object.js';
import type { Choice } from '../domain/option-values.js';
import type { PhotoPolicy } from '../domain/sample.js';

/** How an import treats what the database already has. */
export interface ImportOptions {
  readonly collection: string;
  /** If the user already has a face: keep it, replace it, or add the photo. */
  readonly ifFaceExists: Choice<'ifFaceExists'>;
  /** If the user already exists: keep the data, or replace what the row has columns for. */
  readonly ifUserExists: Choice<'ifUserExists'>;
  /** For an unknown user ID: create the user, or refuse the entry. */
  readonly missingUsers: Choice<'missingUsers'>;
  /** Whether user IDs that differ only in case are one. */
  readonly ignoreCase: boolean;
  /** Whether the photo also becomes the user's profile image. */
  readonly profileImage: boolean;
  /** Whether the aligned face is kept with its template, to be encoded again. */
  readonly storeThumbnails: Choice<'storeThumbnails'>;
  readonly policy: PhotoPolicy;
  /** For a face that another user has: refuse it, enroll and flag it, or do not look. */
  readonly duplicates: Choice<'duplicates'>;
  /** The share of photos that may wrongly be taken for a duplicate, 0 to 1. */
  readonly duplicateFpir: number;
  /** Whether a user's face may become that of another person. */
  readonly allowIdentityChange: boolean;
  /** Whether to refuse an entry whose user, by row and database, has not agreed. */
  readonly requireConsent: boolean;
  /** For templates of entries without metadata of their own. */
  readonly metadata?: JsonObject;
  /** Tags for the user of each entry that does not fail; named as the flag, for retries. */
  readonly tag?: readonly string[];
}
