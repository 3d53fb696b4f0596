import type { JournalRun } from '../../domain/journal-run.js';
import type { Context } from '../context.js';
import { endedRun } from './find-run.js';
import { type WrittenReport, writeReportAgain } from './report-again.js';

/** An error report, and the run that it is of. */
export interface RunReport extends WrittenReport {
  readonly run: JournalRun;
}

/**
 * Writes the error report of a run again; of the last that has ended unless another is named.
 *
 * @throws {FatalError} when there is no such run, or its rows are not kept.
 */
export function reportRun(
  { store, db, host }: Context,
  { run: named, file }: { readonly run: string | undefined; readonly file: string | undefined },
): RunReport {
  // An import may be running.
  store.holdStill();
  const journal = store.journal(db);
  const run = endedRun(journal, named, db);
  return { run, ...writeReportAgain(store, run, { file, folder: host.cwd, database: db }) };
}
