import type { PhotoPolicy } from '../domain/sample.js';

/** What an import does where the database and the input meet. */
export interface ImportOptions {
  readonly collection: string;
  /** A face the user has already: keep it, replace it, or put the photo beside it. */
  readonly ifFaceExists: 'preserve' | 'overwrite' | 'add';
  /** The data of a user who exists already: keep it, or replace what the row has columns for. */
  readonly ifUserExists: 'preserve' | 'overwrite';
  /** A user ID that the database does not know: make the user, or refuse the entry. */
  readonly missingUsers: 'create' | 'refuse';
  /** Whether user IDs that differ only in case are one. */
  readonly ignoreCase: boolean;
  /** Whether the photo also becomes the user's profile image. */
  readonly profileImage: boolean;
  readonly policy: PhotoPolicy;
}
