import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { PlannedCollection } from '../../operations/collections/delete.js';
import { collectionText, deletionEvent, deletionsEvent } from '../../render/deletions.js';
import type { Show } from '../command-of.js';
import { confirmed } from '../confirm.js';
import type { DELETION_OUTPUT } from '../deletion/output.js';

/** Shows what a collection has, asks where that is needed, deletes it, and tells that. */
export const showCollection: Show<PlannedCollection, typeof DELETION_OUTPUT> = async (
  { name, users, plan, carryOut },
  { yes, json },
  io,
) => {
  const show = (text: string): unknown => io.stdout.write(text);
  show(
    json
      ? users.map((one) => `${deletionEvent(one)}\n`).join('')
      : collectionText(name, { ...plan, done: false }),
  );
  const isAgreed = yes || plan.dryRun;
  if (!isAgreed && !(await confirmed('Delete this for good?', io))) {
    throw new FatalError('nothing was deleted');
  }
  const summary = carryOut();
  const exitCode = EXIT.done;
  if (json) show(`${deletionsEvent({ ...summary, deletedCollection: name, exitCode })}\n`);
  else if (summary.dryRun) show('Dry run: nothing was deleted.\n');
  else show(collectionText(name, { ...summary, done: true }));
};
