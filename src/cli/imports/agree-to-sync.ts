import { SYNC_OPTIONS } from '../../operations/options/import.js';
import { flag, type ValuesOf } from '../../operations/options/row.js';
import { refuseUnlessAsked } from '../confirm.js';
import type { Io } from '../io.js';
import { IMPORT_OUTPUT } from '../options/output.js';

/** What says how a sync is agreed to and told. */
export const SYNC_SHOWN = {
  ...SYNC_OPTIONS,
  yes: flag('delete without asking; this or --max-deletions is needed without a terminal'),
  ...IMPORT_OUTPUT,
};

export type SyncShown = ValuesOf<typeof SYNC_SHOWN>;

/** @throws {UsageError} when nobody has agreed to a deletion and nobody can be asked. */
export function refuseUnlessAgreed(values: SyncShown, io: Io): void {
  refuseUnlessAsked(isAgreed(values) || Boolean(values.dryRun), '--max-deletions <n> or --yes', io);
}

/** Whether it may be deleted without asking. */
export function isAgreed({ yes, maxDeletions }: SyncShown): boolean {
  return Boolean(yes) || maxDeletions !== undefined;
}
