import { FatalError } from '../../domain/fatal-error.js';
import { wholeUser } from '../../enroll/retention.js';
import { openExisting, requireCollection } from '../../operations/database/existing-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import {
  collectionText,
  countsOf,
  type DeletionSummary,
  deletionEvent,
  deletionsEvent,
} from '../../render/deletions.js';
import { confirmed, refuseUnlessAsked } from '../confirm.js';
import { tellNotErased } from '../deletion/delete-planned.js';
import type { DeletionOptions } from '../deletion/run-deletion.js';
import { EXIT } from '../exit-codes.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { NO_ENCODER } from '../open-gallery.js';

/** `faceenroll collections delete`; returns the exit code. */
export async function deleteCollection(
  name: string,
  options: Omit<DeletionOptions, 'collection'>,
  io: Io,
): Promise<number> {
  const { dryRun, yes, json, db, reference } = options;
  refuseUnlessAsked(Boolean(yes || dryRun), '--yes', io);
  const store = await whenFree(
    () => openExisting(db, dryRun ? 'read' : 'write', hostOf(io)),
    options,
    hostOf(io),
  );
  try {
    requireCollection(store, name, db, '; nothing was deleted');
    const { holdings, removal } = store.collection(name, NO_ENCODER, { reference });
    const users = [...holdings.all()].map((holding) => wholeUser(holding, 'NAMED'));
    const plan = { ...countsOf(users), dryRun: Boolean(dryRun), audit: null, receipt: null };
    show(
      json
        ? users.map((one) => `${deletionEvent(one)}\n`).join('')
        : collectionText(name, { ...plan, done: false }),
      io,
    );
    if (dryRun) return tell(name, plan, json, io);
    if (!yes && !(await confirmed('Delete this for good?', io))) {
      throw new FatalError('nothing was deleted');
    }
    const { audit, erased, problem } = removal.removeCollection(users, new Date().toISOString());
    if (!erased) tellNotErased(db, io, problem);
    return tell(name, { ...plan, audit }, json, io);
  } finally {
    store.close();
  }
}

function tell(name: string, summary: DeletionSummary, json: boolean | undefined, io: Io): number {
  const exitCode = EXIT.done;
  if (json) show(`${deletionsEvent({ ...summary, deletedCollection: name, exitCode })}\n`, io);
  else if (summary.dryRun) show('Dry run: nothing was deleted.\n', io);
  else show(collectionText(name, { ...summary, done: true }), io);
  return exitCode;
}

function show(text: string, io: Io): void {
  io.stdout.write(text);
}
