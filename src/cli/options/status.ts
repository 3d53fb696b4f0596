import type { KeyOptions } from '../../operations/database/open-store.js';
import type { PhotoSettings } from '../../operations/options/photo.js';
import type { DatabaseOptions } from './database.js';

import type { TagOptions } from './tag.js';

/** Options of `faceenroll status`, as commander hands them over. */
export interface StatusOptions extends DatabaseOptions, PhotoSettings, KeyOptions, TagOptions {
  readonly photo?: string;
  readonly json?: boolean;
}
