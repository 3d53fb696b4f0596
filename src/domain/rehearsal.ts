import type { DuplicateThreshold, SimilarUsers } from './duplicates.js';
import type { Found } from './strength.js';
import type { Threshold } from './thresholds.js';

/** What the similarities of one encoder look like in a gallery. */
export interface RehearsedEncoder {
  readonly encoder: string;
  /** Of pairs of different users; null of a gallery that is too small to tell. */
  readonly different: {
    readonly pairs: number;
    readonly median: number;
    readonly highest: number;
    /** What this gallery itself says: the similarity of each rate. */
    readonly table: readonly Threshold[];
  } | null;
  /** From which similarity on two users are suspected; null where nobody knows what similarities mean. */
  readonly duplicates: DuplicateThreshold | null;
  /** From which similarity on a face passes as the user's own. */
  readonly own: DuplicateThreshold | null;
  /**
   * What share of second photos of these people it finds, at the rate of false alarms that
   * suspects duplicates, by its pack's table; null where nobody has measured it.
   */
  readonly found: (Found & { readonly measuredOn: string }) | null;
}

/** A user whose faces are not all of one person, by one encoder. */
export interface ApartUser {
  readonly userId: string;
  /** Of those of the user's faces that are least similar: before and after. */
  readonly before: number;
  readonly after: number;
}

/** What an upgrade would change, as both encoders see the same faces. */
export interface Rehearsal {
  readonly faces: number;
  readonly users: number;
  readonly before: RehearsedEncoder;
  readonly after: RehearsedEncoder;
  /** Pairs of users who are suspected by the new encoder and not by the old one. */
  readonly appear: readonly SimilarUsers[];
  readonly vanish: readonly SimilarUsers[];
  /** Pairs that both suspect. */
  readonly stay: number;
  /** Users with two faces or more. */
  readonly severalFaces: number;
  /** Users whose faces passed as one person, and no longer do. */
  readonly noLongerPass: readonly ApartUser[];
  /** Users whose faces did not, and do now. */
  readonly nowPass: readonly ApartUser[];
}
