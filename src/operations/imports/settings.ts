import type { JsonObject } from '../../domain/json-object.js';
import type { Choice } from '../../domain/option-values.js';

/** What a photo must be. */
export interface PhotoSettings {
  /** The model pack. */
  readonly models: string;
  /** Several faces in a photo: refuse it, take one that clearly dominates, or the largest. */
  readonly multipleFaces: Choice<'multipleFaces'>;
  /** How much a photo may be off: turned, blurred, badly lit. */
  readonly quality: Choice<'quality'>;
  /** The least quality, in place of the level's own, 0 to 1. */
  readonly minQuality?: number;
  /** Refuse photos of prints and screens: when the model is installed, always, or never. */
  readonly checkLiveness: Choice<'checkLiveness'>;
  /** The least liveness, 0 to 1. */
  readonly minLiveness: number;
  /** Time that one photo may take, in whole seconds, 1 to 3600. */
  readonly timeout: number;
}

/** What an import does with users and faces, beside the photos. */
export interface ImportSettings extends PhotoSettings {
  readonly collection: string;
  /** A face the user has already: keep it, replace it, or add the photo. */
  readonly ifFaceExists: Choice<'ifFaceExists'>;
  /** Take user IDs that hardly any person has, and that spreadsheets make by mistake. */
  readonly allowOddIds?: boolean;
  /** User IDs that differ only in case are one user. */
  readonly ignoreCase?: boolean;
  /** An enrolled photo also becomes the user's profile image. */
  readonly profileImage?: boolean;
  /** The face of each template, upright and by itself, is kept, or not. */
  readonly storeThumbnails: Choice<'storeThumbnails'>;
  /** A face that another user has: refuse it, enroll it and say so, or do not look. */
  readonly duplicates: Choice<'duplicates'>;
  /** The share of photos that may be taken for a duplicate wrongly, between 0 and 1. */
  readonly duplicateFpir: number;
  /** A user's face may be that of another person than before. */
  readonly allowIdentityChange?: boolean;
  /** Refuse anyone who has not agreed: no `consent_at` that has come. */
  readonly requireConsent?: boolean;
  /** Kept with each template, unless the row has its own. */
  readonly metadata?: JsonObject;
  /** Tags that each user gets who does not fail. */
  readonly tag?: readonly string[];
}
