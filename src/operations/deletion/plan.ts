import type { Deletion } from '../../domain/deletion.js';
import { countsOf, type DeletionSummary } from '../../render/deletions.js';
import { type Context, changesOf } from '../context.js';
import { deletePlanned, type Order } from './delete-planned.js';

/** What would be deleted, and nothing is yet: whoever asked for it may want to see it first. */
export interface PlannedDeletion {
  readonly deletions: readonly Deletion[];
  readonly dryRun: boolean;
  /** Deletes it for good, unless it is a dry run; leaves a receipt and audit rows. */
  readonly carryOut: () => Promise<DeletionSummary>;
}

/** The plan of a deletion. */
export function planned(
  context: Context,
  deletions: readonly Deletion[],
  { dryRun = false, ...order }: Order & { readonly dryRun?: boolean | undefined },
): PlannedDeletion {
  return {
    ...{ deletions, dryRun },
    carryOut: async () =>
      dryRun || deletions.length === 0
        ? { dryRun, ...countsOf(deletions), audit: null, receipt: null }
        : deletePlanned(context, changesOf(context), deletions, order),
  };
}
