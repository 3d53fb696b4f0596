import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { PlannedDeletion } from '../../operations/deletion/plan.js';
import { deletedText, deletionEvent, deletionsEvent, planText } from '../../render/deletions.js';
import type { Show } from '../command-of.js';
import { confirmed } from '../confirm.js';
import type { DELETION_OUTPUT } from './output.js';

/** Shows what would be deleted, asks where that is needed, deletes, and tells it. */
export const showDeletion: Show<PlannedDeletion, typeof DELETION_OUTPUT> = async (
  { deletions, dryRun, carryOut },
  { yes, json },
  io,
  { collection },
) => {
  io.stdout.write(
    json
      ? deletions.map((one) => `${deletionEvent(one)}\n`).join('')
      : planText(deletions, collection),
  );
  const isAgreed = yes || dryRun || deletions.length === 0;
  if (!isAgreed && !(await confirmed('Delete this for good?', io))) {
    throw new FatalError('nothing was deleted');
  }
  const summary = await carryOut();
  const exitCode = EXIT.done;
  io.stdout.write(json ? `${deletionsEvent({ ...summary, exitCode })}\n` : deletedText(summary));
};
