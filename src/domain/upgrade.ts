import type { Failure } from './failures.js';

/** A template to be made again by another encoder. */
export interface DueFace {
  readonly faceId: string;
  readonly userId: string;
  readonly slot: number;
  /** The template's present encoder. */
  readonly encoder: string;
  readonly fileName: string;
  readonly hasThumbnail: boolean;
  /** Whether the other encoder has made its embedding. */
  readonly isStaged: boolean;
}

export interface DueCounts {
  readonly due: number;
  readonly staged: number;
  /** Not staged, and with a thumbnail to encode. */
  readonly toEncode: number;
  /** Not staged, and never will be. */
  readonly withoutThumbnail: number;
}

/** A collection that was switched to another encoder, and can still be switched back. */
export interface UpgradeState {
  readonly encoder: string;
  readonly switchedAt: string;
}

/** A template that was switched to another encoder. */
export interface UpgradedFace {
  readonly faceId: string;
  readonly userId: string;
  readonly slot: number;
  readonly from: string;
  readonly to: string;
}

/** The result of a rollback. */
export interface RolledBack {
  readonly returned: readonly UpgradedFace[];
  /** Faces that stay: their slot has a newer template of the previous encoder. */
  readonly superseded: number;
  /** Faces enrolled since the switch, which have no earlier embedding. */
  readonly enrolledSince: number;
}

/** The outcome of an upgrade for one face, in the words of the BioID Web Service. */
export type UpgradeOutcome = Pick<DueFace, 'faceId' | 'userId' | 'slot'> &
  (
    | { readonly action: 'TEMPLATE_UPGRADED' }
    | { readonly action: 'NONE'; readonly reason: 'NO_THUMBNAIL' }
    | { readonly action: 'ENROLLMENT_FAILED'; readonly failure: Failure }
  );
