import type { Deletion } from '../../domain/deletion.js';
import { countsOf, type DeletionSummary } from '../../render/deletions.js';
import { type Context, changesOf } from '../context.js';
import { deletePlanned } from './delete-planned.js';

/** What would be deleted, and nothing is yet: whoever asked for it may want to see it first. */
export interface PlannedDeletion {
  readonly deletions: readonly Deletion[];
  readonly dryRun: boolean;
  /** Deletes it for good, unless it is a dry run; leaves a receipt and audit rows. */
  readonly carryOut: () => DeletionSummary;
}

/** On whose word it is deleted, and where the receipt goes. */
interface Order {
  /** As the operator gave it: "purge --due". */
  readonly command: string;
  readonly dryRun?: boolean | undefined;
  /** Null: none. Undefined: in a file called by command and time. */
  readonly receipt?: string | null;
}

/** The plan of a deletion. */
export function planned(
  context: Context,
  deletions: readonly Deletion[],
  { command, dryRun = false, receipt }: Order,
): PlannedDeletion {
  const { db, collection, host } = context;
  const order = { command, db, collection, ...(receipt !== undefined && { receipt }) };
  return {
    ...{ deletions, dryRun },
    carryOut: () =>
      dryRun || deletions.length === 0
        ? { dryRun, ...countsOf(deletions), audit: null, receipt: null }
        : deletePlanned(changesOf(context), deletions, order, new Date(), host),
  };
}
