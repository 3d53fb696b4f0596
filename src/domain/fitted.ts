import type { FailureCode } from './failures.js';

/** What a picture was made from: the photo itself, as it was imported, or what was kept of it. */
export type MadeFrom = 'original' | 'profile image' | 'thumbnail';

/** Why there is no picture that fits. */
export type UnfitCode =
  | FailureCode
  /** Neither the photo nor a picture of it is there. */
  | 'NO_PICTURE'
  /** Another user's picture has the name already. */
  | 'NAME_TAKEN';

/** A picture that fits a profile, as it was written. */
export interface FittedPicture {
  readonly userId: string;
  readonly slot: number;
  readonly madeFrom: MadeFrom;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** Recommendations that it does not keep, and what else is to be known of it; may be empty. */
  readonly note: string;
}

/** A photo that could not be made to fit. */
export interface UnfitPicture {
  readonly userId: string;
  readonly slot: number;
  readonly madeFrom: MadeFrom | null;
  readonly code: UnfitCode;
  /** With the actual values and the limits. */
  readonly message: string;
}

/** What became of the pictures of an export. */
export interface FittedSummary {
  readonly profile: { readonly name: string; readonly title: string };
  /** The file that lists them all, as it is named; null if there is none. */
  readonly list: string | null;
  readonly fitted: readonly FittedPicture[];
  readonly unfit: readonly UnfitPicture[];
}
