import { FatalError } from '../../domain/fatal-error.js';
import type { ItemOutcome } from '../../domain/outcome.js';
import type { MadeContext } from '../../operations/context.js';
import type { DeletionPlan } from '../../operations/host.js';
import type { SyncResult } from '../../operations/imports/sync.js';
import {
  deletedText,
  deletionEvent,
  deletionsEvent,
  planText,
  recognizedText,
} from '../../render/deletions.js';
import type { Show } from '../command-of.js';
import { confirmed } from '../confirm.js';
import type { Io } from '../io.js';
import { isAgreed, type SyncShown as Shown, type SYNC_SHOWN } from './agree-to-sync.js';
import { Outcomes, printSummary, summaryOf, tellHtmlProblem } from './print-import.js';

/** Prints who would go, asks, prints the import and what was deleted; returns the exit code. */
export function syncPrinter(): Show<SyncResult, typeof SYNC_SHOWN, MadeContext> {
  const outcomes = new Outcomes();
  const show = async (
    { imported, deleted, kept }: SyncResult,
    shown: Shown,
    io: Io,
    context: MadeContext,
  ): Promise<number> => {
    await outcomes.flush();
    const summary = summaryOf(imported, context);
    printSummary(summary, outcomes.examples, shown, io);
    const { exitCode } = summary;
    if (deleted && shown.json) {
      io.stdout.write(`${deletionsEvent({ ...deleted, kept, exitCode })}\n`);
    } else if (deleted && !shown.quiet) io.stdout.write(deletedText({ ...deleted, kept }));
    tellHtmlProblem(imported, io);
    return exitCode;
  };
  return Object.assign(show, {
    outcome: (item: ItemOutcome, shown: Shown, io: Io) => outcomes.print(item, shown, io),
    agree,
  });
}

async function agree(plan: DeletionPlan, shown: Shown, io: Io): Promise<void> {
  const { deletions, recognized, collection, refusal } = plan;
  const mustAsk = !isAgreed(shown) && !shown.dryRun && deletions.length > 0;
  if (shown.json) io.stdout.write(deletions.map((one) => `${deletionEvent(one)}\n`).join(''));
  else if (!shown.quiet || mustAsk) {
    io.stdout.write(`${planText(deletions, collection)}${recognizedText(recognized)}\n`);
  }
  if (refusal || !mustAsk) return;
  if (!(await confirmed('Import the CSV, and then delete this for good?', io))) {
    throw new FatalError('nothing was changed');
  }
}
