import type { EnrollAction } from './outcome.js';

/** A user found for a face, by the most similar of the user's templates. */
export interface UserMatch {
  readonly userId: string;
  /** That template. */
  readonly faceId: string;
  readonly similarity: number;
}

/** The similarity from which a face is taken for a user's, and its meaning. */
export interface MatchThreshold {
  /** Cosine, -1 to 1. */
  readonly similarity: number;
  /**
   * Share of other people as similar to one of the templates, 0 to 1; undefined if not measured.
   */
  readonly rate?: number;
  readonly measuredOn?: string;
  /** Whether the rate is beyond those that were measured; undefined like the rate. */
  readonly extrapolated?: boolean;
}

/** Why a photo did not become a template of the user it matched. */
export type NotAutoEnrolled =
  /** Below the stricter threshold. */
  | 'NOT_SURE_ENOUGH'
  /** Another user is above the threshold, too. */
  | 'AMBIGUOUS'
  /** The user has a template of exactly this photo. */
  | 'SAME_PHOTO'
  /** The user has enough templates, and this one would add the least. */
  | 'NOTHING_NEW';

/** The result of --auto-enroll for an identified photo. */
export type AutoEnrollment =
  | {
      readonly outcome: 'enrolled';
      readonly action: Exclude<EnrollAction, 'NEW_TEMPLATE_CREATED'>;
      readonly userId: string;
      readonly faceId: string;
      readonly replaces?: string;
    }
  | { readonly outcome: 'unchanged'; readonly reason: NotAutoEnrolled };
