/** Why something of a user is deleted; it stands in the audit and in the receipt. */
export type DeletionReason =
  /** The day named in retain_until has passed. */
  | 'RETENTION_ENDED'
  /** The day named in expiry_datetime has passed. */
  | 'EXPIRED'
  /** The operator named the user. */
  | 'NAMED'
  /** The CSV that is the whole truth does not have the user. */
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
}

/** What is to be deleted of one user. */
export interface Deletion {
  readonly userId: string;
  /** The user with everything; the templates and the profile image alone; or those of `faceIds`. */
  readonly what: 'user' | 'faces' | 'templates';
  readonly reason: DeletionReason;
  /** The date that has passed, as it is stored; null where the reason is no date. */
  readonly date: string | null;
  readonly templates: number;
  /** Each goes with its template. */
  readonly thumbnails: number;
  readonly profileImage: boolean;
  /** Which templates, where it is not all of them. */
  readonly faceIds?: readonly string[];
}

/** Positions of audit rows, both included. */
export interface AuditSpan {
  readonly from: number;
  readonly to: number;
}

/** What was deleted of one user. */
export interface Deleted extends Omit<Deletion, 'templates'> {
  readonly faceIds: readonly string[];
  readonly audit: AuditSpan;
}
