import type { LinkDesk } from '../operations/links/types.js';
import type { ReviewDesk } from '../operations/review/types.js';
import type { Serving } from '../operations/serving/serving.js';
import type { TokenRules } from './bioid/bearer.js';
import type { FindKey, Key } from './caller.js';
import type { Jobs } from './jobs/jobs.js';
import type { Repeats } from './repeats.js';
import type { UploadMemory } from './uploads.js';
import type { WrongKeys } from './wrong-keys.js';

/** What the page works with on which operators decide about photos. */
export interface Reviews {
  readonly desk: ReviewDesk;
  /** The key of an ID; undefined for one that is unknown, revoked or expired. */
  readonly findKeyById: (keyId: string) => Key | undefined;
}

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
  /** Photos that wait; without it there is no page for operators. */
  readonly reviews?: Reviews | undefined;
  /** Notes that a key was used, for the audit. */
  used(key: Key, operationId: string): void;
  /** Called when the last request is answered. */
  ended?(): Promise<void>;
}
