/** Why something of a user is deleted; part of the audit and of the receipt. */
export type DeletionReason =
  /** The day named in retain_until has passed. */
  | 'RETENTION_ENDED'
  /** The day named in expiry_datetime has passed. */
  | 'EXPIRED'
  | 'NAMED'
  /** The CSV that is the whole truth does not name the user. */
  | 'NOT_IN_CSV';

/** What the database holds of one user. */
export interface Holding {
  readonly userId: string;
  readonly retainUntil: string | null;
  readonly expiryDatetime: string | null;
  /** Templates of every encoder. */
  readonly templates: number;
  readonly thumbnails: number;
  readonly profileImage: boolean;
  /** Whether a photo of the user waits for review. */
  readonly waitingPhoto: boolean;
}

/** What is to be deleted of one user. */
export interface Deletion {
  readonly userId: string;
  /** The user with everything; all of the face, and links by which another would come; or the templates of `faceIds`. */
  readonly what: 'user' | 'faces' | 'templates';
  readonly reason: DeletionReason;
  /** The date that has passed, as stored; null if the reason is no date. */
  readonly date: string | null;
  readonly templates: number;
  /** Each is deleted with its template. */
  readonly thumbnails: number;
  readonly profileImage: boolean;
  /** A photo that waits for review. */
  readonly waitingPhoto: boolean;
  /** Which templates, unless it is all of them. */
  readonly faceIds?: readonly string[];
}

/** Positions of audit rows, both inclusive. */
export interface AuditSpan {
  readonly from: number;
  readonly to: number;
}

export interface Deleted extends Omit<Deletion, 'templates'> {
  readonly faceIds: readonly string[];
  readonly audit: AuditSpan;
}
