import type { MeasureName } from '../quality.js';
import type { Dependent } from './dependence.js';

/** What is known of one user who was tried. */
export interface TriedUser {
  /** Why there is no template; null if there is one. */
  readonly failure: string | null;
  /** 0 to 1, the mean of the user's templates; null if not assessed. */
  readonly quality: number | null;
  /** 0 to 100, means of the user's templates, in the order of `MEASURES`; NaN if not assessed. */
  readonly measures: Float32Array | null;
}

/** Users of a group with at least one other user above the threshold of the duplicate check. */
export interface Alarmed {
  readonly users: number;
  /**
   * Sum of squares of the sizes of their clusters: users who alarm each other are no independent
   * trials.
   */
  readonly squares: number;
}

/** What comparisons gave for one group. */
export interface ComparedGroup {
  /** Users of the group whose templates were compared. */
  readonly users: number;
  /** Pairs of different users of the group. */
  readonly verification: Dependent;
  readonly duplicates: Dependent;
  /** Pairs of templates of one user. */
  readonly genuine: Dependent;
  /** By another user of the group, by one who is not in it, by any. */
  readonly within: Alarmed;
  readonly between: Alarmed;
  readonly any: Alarmed;
  /** Pairs of the group that stand off from all others: they may be one person with two user IDs. */
  readonly suspicious: number;
}

/** Mean and median of a measure of photos, 0 to 100. */
export type Measured<T> = readonly { readonly measure: MeasureName; readonly average: T }[];
