import type { Deletion } from '../../domain/deletion.js';
import { FatalError } from '../../domain/fatal-error.js';
import { openExisting, requireCollection } from '../../operations/database/existing-store.js';
import { type WaitOptions, whenFree } from '../../operations/database/when-free.js';
import {
  countsOf,
  type DeletionSummary,
  deletedText,
  deletionEvent,
  deletionsEvent,
  planText,
} from '../../render/deletions.js';
import type { CollectionStore, Store } from '../../store/store.js';
import { confirmed, refuseUnlessAsked } from '../confirm.js';
import { EXIT } from '../exit-codes.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { NO_ENCODER } from '../open-gallery.js';
import type { DatabaseOptions } from '../options/database.js';
import type { ReferenceOptions } from '../options/reference.js';

import { deletePlanned } from './delete-planned.js';

/** Options of every command that deletes, as commander hands them over. */
export interface DeletionOptions extends DatabaseOptions, WaitOptions, ReferenceOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What one command deletes, and where its receipt goes (see `deletePlanned`). */
interface Order {
  /** As the operator gave it: "purge --due". */
  readonly command: string;
  readonly receipt?: string | null;
  readonly plan: (part: CollectionStore, store: Store) => readonly Deletion[];
}

/** Shows the plan, asks where that is needed, deletes, and tells it; returns the exit code. */
export async function runDeletion(
  options: DeletionOptions,
  { command, receipt, plan }: Order,
  now: Date,
  io: Io,
): Promise<number> {
  const { dryRun, yes, json, db, collection, reference } = options;
  refuseUnlessAsked(Boolean(yes || dryRun), '--yes', io);
  const store = await whenFree(
    () => openExisting(db, dryRun ? 'read' : 'write', hostOf(io)),
    options,
    hostOf(io),
  );
  try {
    requireCollection(store, collection, db, '; nothing was deleted');
    const part = store.collection(collection, NO_ENCODER, { reference });
    const deletions = plan(part, store);
    io.stdout.write(
      json
        ? deletions.map((one) => `${deletionEvent(one)}\n`).join('')
        : planText(deletions, collection),
    );
    const nothing = { ...countsOf(deletions), audit: null, receipt: null };
    if (dryRun || deletions.length === 0) {
      return tell({ dryRun: Boolean(dryRun), ...nothing }, json, io);
    }
    if (!yes && !(await confirmed('Delete this for good?', io))) {
      throw new FatalError('nothing was deleted');
    }
    const order = { command, db, collection, ...(receipt !== undefined && { receipt }) };
    return tell(deletePlanned(part, deletions, order, now, io), json, io);
  } finally {
    store.close();
  }
}

function tell(summary: DeletionSummary, json: boolean | undefined, io: Io): number {
  const exitCode = EXIT.done;
  io.stdout.write(json ? `${deletionsEvent({ ...summary, exitCode })}\n` : deletedText(summary));
  return exitCode;
}
