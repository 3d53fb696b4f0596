import type { KeyOptions } from '../../operations/database/open-store.js';
import type { WaitOptions } from '../../operations/database/when-free.js';
import type { DatabaseOptions } from './database.js';

import type { ReferenceOptions } from './reference.js';

/** Options of `faceenroll upgrade`, as commander hands them over. */
export interface UpgradeOptions extends DatabaseOptions, KeyOptions, WaitOptions, ReferenceOptions {
  readonly models?: string;
  readonly rehearse?: boolean;
  readonly rollback?: boolean;
  readonly commit?: boolean;
  readonly forget?: boolean;
  readonly fpir: number;
  readonly fmr: number;
  readonly reimport?: string;
  readonly workers?: number;
  readonly yes?: boolean;
  readonly json?: boolean;
}
