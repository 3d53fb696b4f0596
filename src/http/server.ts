import type { LinkDesk } from '../operations/links/types.js';
import type { Serving } from '../operations/serving/serving.js';
import type { TokenRules } from './bioid/bearer.js';
import type { FindKey, Key } from './caller.js';
import type { Jobs } from './jobs/jobs.js';
import type { Repeats } from './repeats.js';
import type { UploadMemory } from './uploads.js';
import type { WrongKeys } from './wrong-keys.js';

/** What all routes share. */
export interface Server extends TokenRules {
  readonly service: Serving;
  readonly findKey: FindKey;
  readonly wrongKeys: WrongKeys;
  readonly memory: UploadMemory;
  readonly repeats: Repeats;
  readonly jobs: Jobs;
  /** Links by which people enroll themselves; without it there is no page for them. */
  readonly links?: LinkDesk | undefined;
  /** Notes that a key was used, for the audit. */
  used(key: Key, operationId: string): void;
  /** Called when the last request is answered. */
  ended?(): Promise<void>;
}
