import type { DuplicateThreshold, SimilarUsers } from './duplicates.js';
import type { Found } from './strength.js';
import type { Threshold } from './thresholds.js';

/** The similarities of one encoder in a gallery. */
export interface RehearsedEncoder {
  readonly encoder: string;
  /** Of pairs of different users; null if the gallery is too small. */
  readonly different: {
    readonly pairs: number;
    readonly median: number;
    readonly highest: number;
    /** What this gallery itself shows: the similarity at each rate. */
    readonly table: readonly Threshold[];
  } | null;
  /** The similarity from which two users are suspected; null if its meaning is unknown. */
  readonly duplicates: DuplicateThreshold | null;
  /** The similarity from which a face passes as the user's own. */
  readonly own: DuplicateThreshold | null;
  /**
   * The share of second photos of these people that it finds, at the duplicate check's rate of
   * false alarms, by its pack's table; null if not measured.
   */
  readonly found: (Found & { readonly measuredOn: string }) | null;
}

/** A user whose faces are not all of one person, according to one encoder. */
export interface ApartUser {
  readonly userId: string;
  /** Similarity of the user's least similar faces, before and after. */
  readonly before: number;
  readonly after: number;
}

/** What an upgrade would change: the same faces, seen by both encoders. */
export interface Rehearsal {
  readonly faces: number;
  readonly users: number;
  readonly before: RehearsedEncoder;
  readonly after: RehearsedEncoder;
  /** Pairs of users suspected only by the new encoder. */
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
