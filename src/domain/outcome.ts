import type { Failure } from './failures.js';
import type { Turn } from './inspection.js';
import type { Seen } from './seen.js';

/** What an enrolled photo did to its user's templates. */
export type EnrollAction =
  /** The user's first template. */
  | 'NEW_TEMPLATE_CREATED'
  /** One more template for a user who already has one. */
  | 'TEMPLATE_UPDATED'
  | 'TEMPLATE_REPLACED';

/** Why a photo or a row changed nothing. */
type UnchangedReason =
  /** The user already has a face there, which is to be kept. */
  | 'FACE_PRESERVED'
  /** The user has a template of exactly this photo. */
  | 'SAME_PHOTO'
  /** A row without a photo, for a user whose data is to be kept. */
  | 'USER_PRESERVED'
  /** A row without a photo that matches what the database has. */
  | 'SAME_DATA';

/** How one photo, or one row without a photo, ended. */
export type Outcome =
  | {
      readonly kind: 'enrolled';
      readonly action: EnrollAction;
      readonly faceId: string;
      /** 0 to 1. */
      readonly quality: number;
      /** How far the photo was turned clockwise to stand upright. */
      readonly rotated: Turn;
      /** Probability that the face was before the camera itself, 0 to 1. */
      readonly liveness: number | 'not assessed';
      /** A possible duplicate that was enrolled nevertheless. */
      readonly flag?: Pick<Failure, 'code' | 'message'>;
      /** What the photo lacks for the profile that was named; it was enrolled nevertheless. */
      readonly warning?: Pick<Failure, 'code' | 'message'>;
    }
  | { readonly kind: 'unchanged'; readonly reason: UnchangedReason }
  /** A row without a photo that changed a user's data. */
  | { readonly kind: 'imported'; readonly action: 'USER_CREATED' | 'USER_UPDATED' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** An outcome and the item that it belongs to. */
export interface ItemOutcome {
  /** Row of the CSV; undefined for a folder. */
  readonly row: number | undefined;
  readonly userId: string;
  /** As the customer wrote it; '' for a row without a photo. */
  readonly file: string;
  readonly slot: number;
  readonly outcome: Outcome;
}

/** As the journal of runs keeps it. What a run tells of its outcomes is without `seen`. */
export interface JournaledOutcome extends ItemOutcome {
  readonly seen?: Seen;
}
