import type { EnrollAction } from './outcome.js';

/** A user, as similar to a face as the best of the user's templates is. */
export interface UserMatch {
  readonly userId: string;
  /** That template. */
  readonly faceId: string;
  /** Cosine, -1 to 1. */
  readonly similarity: number;
}

/** From which similarity on a face is taken for a user's, and what that means. */
export interface MatchThreshold {
  /** Cosine, -1 to 1. */
  readonly similarity: number;
  /**
   * How often somebody else is so similar to one of the templates, 0 to 1; undefined when
   * nobody measured it.
   */
  readonly rate?: number;
  readonly measuredOn?: string;
  /** Whether the rate lies beyond those that were measured; undefined like the rate. */
  readonly extrapolated?: boolean;
}

/** Why a photo did not become a template of the user it was matched with. */
export type NotAutoEnrolled =
  /** Below the stricter threshold. */
  | 'NOT_SURE_ENOUGH'
  /** Another user is above the threshold, too. */
  | 'AMBIGUOUS'
  /** The user has a template of exactly this photo. */
  | 'SAME_PHOTO'
  /** The user has enough templates, and this one would tell the least. */
  | 'NOTHING_NEW';

/** What became of an identified photo with --auto-enroll. */
export type AutoEnrollment =
  | {
      readonly outcome: 'enrolled';
      readonly action: Exclude<EnrollAction, 'NEW_TEMPLATE_CREATED'>;
      readonly userId: string;
      readonly faceId: string;
      /** The template that made room for it. */
      readonly replaces?: string;
    }
  | { readonly outcome: 'unchanged'; readonly reason: NotAutoEnrolled };
