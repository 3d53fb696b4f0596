import type { Failure } from './failures.js';

/** A template that another encoder is to make again. */
export interface DueFace {
  readonly faceId: string;
  readonly userId: string;
  readonly slot: number;
  /** Of the template as it is. */
  readonly encoder: string;
  /** The photo that the template was made of. */
  readonly fileName: string;
  readonly hasThumbnail: boolean;
  /** Whether the other encoder has made its embedding. */
  readonly isStaged: boolean;
}

/** How many of them there are. */
export interface DueCounts {
  readonly due: number;
  readonly staged: number;
  /** Not staged, and there is a thumbnail to encode. */
  readonly toEncode: number;
  /** Not staged, and never will be. */
  readonly withoutThumbnail: number;
}

/** A collection that went over to another encoder, and can go back yet. */
export interface UpgradeState {
  /** The one that it went over to. */
  readonly encoder: string;
  readonly switchedAt: string;
}

/** A template that went over to another encoder. */
export interface UpgradedFace {
  readonly faceId: string;
  readonly userId: string;
  readonly slot: number;
  readonly from: string;
  readonly to: string;
}

/** What a rollback did. */
export interface RolledBack {
  readonly returned: readonly UpgradedFace[];
  /** Faces that stay: their slot has a newer template of the encoder before. */
  readonly superseded: number;
  /** Faces that were enrolled since the switch, which have nothing to go back to. */
  readonly enrolledSince: number;
}

/** How an upgrade ended for one face, in the words of the BioID Web Service. */
export type UpgradeOutcome = Pick<DueFace, 'faceId' | 'userId' | 'slot'> &
  (
    | { readonly action: 'TEMPLATE_UPGRADED' }
    | { readonly action: 'NONE'; readonly reason: 'NO_THUMBNAIL' }
    | { readonly action: 'ENROLLMENT_FAILED'; readonly failure: Failure }
  );
