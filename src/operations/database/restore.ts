import { type Restored, type RestoreFacts, restore } from '../../store/maintenance/restore.js';
import type { FileContext } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import type { RESTORE_OPTIONS } from './options.js';

export type { Restored, RestoreFacts };

/** A restore that waits for a word: whoever asked for it may want to see what it replaces. */
export interface PlannedRestore {
  readonly file: string;
  readonly discard: boolean;
  /**
   * Puts the backup in the place of the database. `mayReplace` is asked once all is known, and
   * only where something is replaced; undefined when there is nobody to ask.
   *
   * @returns undefined when `mayReplace` says no.
   * @throws {FatalError} when it cannot be done; then everything is as it was.
   */
  readonly carryOut: (
    mayReplace: ((facts: RestoreFacts) => boolean | Promise<boolean>) | undefined,
  ) => Promise<Restored | undefined>;
}

/** Plans to put a backup in the place of a database. */
export function restoreDatabase(
  { db: database, host }: FileContext,
  { file, discard = false }: ValuesOf<typeof RESTORE_OPTIONS> & { readonly file: string },
): PlannedRestore {
  return {
    ...{ file, discard },
    carryOut: (mayReplace) =>
      restore({
        ...{ file, database, discard, mayReplace, signal: host.signal },
        onProgress: (at) =>
          host.progress(
            at === 'checking'
              ? { kind: 'step', step: 'Checking the backup' }
              : { kind: 'step', step: 'Copying', done: at.bytes, of: at.of },
          ),
      }),
  };
}
