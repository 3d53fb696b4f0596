import type { PhotoSettings } from '../library/settings.js';
import type { DatabaseOptions } from './database-options.js';
import type { KeyOptions } from './key-option.js';
import type { TagOptions } from './tag-options.js';

/** Options of `faceenroll status`, as commander hands them over. */
export interface StatusOptions extends DatabaseOptions, PhotoSettings, KeyOptions, TagOptions {
  readonly photo?: string;
  readonly json?: boolean;
}
