import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { PlannedDeletion } from '../../operations/deletion/plan.js';
import { flag, type ValuesOf } from '../../operations/options/row.js';
import { deletedText, deletionEvent, deletionsEvent, planText } from '../../render/deletions.js';
import type { Show } from '../command-of.js';
import { confirmed, refuseUnlessAsked } from '../confirm.js';
import type { Io } from '../io.js';
import { jsonOption } from '../options/output.js';

/** How a deletion is agreed to and told. */
export const DELETION_OUTPUT = {
  yes: flag('do not ask; needed without a terminal'),
  json: jsonOption(' a line: each deletion, then a summary'),
};

type Shown = typeof DELETION_OUTPUT;

/** @throws {UsageError} when nobody has agreed and nobody can be asked. */
export function refuseUnlessAgreed(
  { yes, dryRun }: ValuesOf<Shown> & { readonly dryRun?: boolean },
  io: Io,
): void {
  refuseUnlessAsked(Boolean(yes || dryRun), '--yes', io);
}

/** Shows what would be deleted, asks where that is needed, deletes, and tells it. */
export const showDeletion: Show<PlannedDeletion, Shown> = async (
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
  const summary = carryOut();
  const exitCode = EXIT.done;
  io.stdout.write(json ? `${deletionsEvent({ ...summary, exitCode })}\n` : deletedText(summary));
};
