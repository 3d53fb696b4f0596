import type { JournalRun } from '../../domain/journal-run.js';
import type { RunJournal } from '../../store/run-journal.js';
import type { Context } from '../context.js';
import { findRun } from './find-run.js';
import { type WrittenReport, writeReportAgain } from './report-again.js';

/** Beyond so many runs under way nobody asks for the last that has ended. */
const RECENT = 100;

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
  const run = named === undefined ? lastEnded(journal, db) : findRun(journal, named, db);
  return { run, ...writeReportAgain(store, run, { file, folder: host.cwd, database: db }) };
}

function lastEnded(journal: RunJournal, db: string): JournalRun {
  const ended = journal.newest(RECENT).find(({ status }) => status !== 'running');
  return ended ?? findRun(journal, undefined, db);
}
