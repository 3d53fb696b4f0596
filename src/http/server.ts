import type { Serving } from '../operations/serving/serving.js';
import type { TokenRules } from './bioid/bearer.js';
import type { FindKey, Key } from './caller.js';
import type { UploadMemory } from './uploads.js';

/** What all routes share. */
export interface Server extends TokenRules {
  readonly service: Serving;
  readonly findKey: FindKey;
  readonly memory: UploadMemory;
  /** Notes that a key was used, for the audit. */
  used(key: Key, operationId: string): void;
}
