import { statSync } from 'node:fs';
import type { Source } from '../../domain/entry.js';
import { FatalError } from '../../domain/fatal-error.js';
import { printable } from '../../domain/text.js';
import type { EndedRun, RunFacts } from '../../enroll/run.js';
import { isSameInput } from '../../enroll/same-input.js';
import { Tallier } from '../../render/tally.js';
import type { RunStart, UntoldRun } from '../../store/runs.js';
import type { Store } from '../../store/store.js';
import { shownPath } from '../shown-path.js';
import { reportBook, type StoredLayout, writeRunReport } from './run-report.js';

/** Who is told how an earlier run ended. */
export interface Hearer {
  readonly finished: (message: string) => void;
  /** The folder that the paths are shown from. */
  readonly shownFrom: string;
}

/** A sync deletes when its import has been told. */
const NOT_DELETED =
  'It had deleted nobody yet: run that sync again to delete who is missing in its CSV.\n';

/** A run that has changed all it had to, and was stopped before it had told so. */
export function endedOf(untold: UntoldRun, store: Store): EndedRun {
  return {
    store: store.reopenRun(untold),
    completed: true,
    ...(untold.applied as RunFacts),
  };
}

/** Whether to do `start` now would be to do again what the run did: the same of the same input. */
export async function isUntoldRun(
  untold: UntoldRun,
  start: RunStart,
  reopen: () => Promise<Source>,
  store: Store,
): Promise<boolean> {
  const same =
    untold.command === start.command &&
    untold.input === start.input &&
    untold.collection === start.collection &&
    untold.options === JSON.stringify(start.options);
  // What comes through a pipe can be read once.
  const stats = statSync(start.input, { throwIfNoEntry: false });
  if (!same || !(stats?.isFile() || stats?.isDirectory())) return false;
  const { work } = store.reopenRun(untold);
  return isSameInput(await reopen(), work, Date.parse(untold.startedAt));
}

/** Writes what the run had left to write, before another one begins, and tells so. */
export function finishUntold(
  untold: UntoldRun,
  store: Store,
  { finished: tell, shownFrom }: Hearer,
): void {
  const ended = endedOf(untold, store);
  const layout = untold.reportLayout as StoredLayout;
  const { runId, work } = ended.store;
  const tallier = new Tallier();
  for (const item of work.outcomes()) tallier.add(item);
  const tally = tallier.result();
  const of = `The run of ${untold.startedAt} (${untold.command} ${printable(untold.input)})`;
  let told = 'nothing in it had failed';
  let errorReport: string | null = null;
  try {
    errorReport = writeRunReport({
      ...{ work, failed: tally.failed, completed: true, noted: untold.errorReport },
      layout,
      ...reportBook(store, runId),
    });
    if (errorReport) told = `its error report is ${printable(shownPath(errorReport, shownFrom))}`;
  } catch (error) {
    if (!(error instanceof FatalError)) throw error;
    told = `${printable(error.message)}: "faceenroll runs show" tells what failed`;
  }
  tell(`${of} was stopped when all was done, before it had told so: ${told}.\n`);
  if (untold.command === 'sync') tell(NOT_DELETED);
  const { usersCreated, usersUpdated, extracted, skipped, restored } = ended;
  const counts = { ...tally, usersCreated, usersUpdated, extracted, skipped, restored };
  store.endRun(ended.store, {
    ...{ status: 'finished', canContinue: false, counts, errorReport },
    reported: errorReport === null ? undefined : layout,
  });
}
