import { existsSync } from 'node:fs';
import type { JournalRun } from '../../domain/journal-run.js';
import { isServiceCommand } from '../../domain/service-commands.js';
import { commandText } from '../../domain/text.js';
import type { ShownRun } from '../../render/runs.js';
import type { RunJournal } from '../../store/run-journal.js';
import type { Store } from '../../store/store.js';
import type { Context } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { findRun } from './find-run.js';
import type { RUNS_OF_OPTIONS } from './options.js';

/** The newest runs on a database; one may be running. */
export function listRuns(
  { store, db }: Context,
  { limit, collections }: ValuesOf<typeof RUNS_OF_OPTIONS>,
): readonly ShownRun[] {
  const journal = store.journal(db);
  return journal.newest(limit, collections).map((run) => shown(run, journal, store));
}

/**
 * One run; the last unless another is named.
 *
 * @throws {FatalError} when there is none, or several are meant.
 */
export function showRun(
  { store, db }: Context,
  { run }: { readonly run: string | undefined },
): ShownRun {
  const journal = store.journal(db);
  return shown(findRun(journal, run, db), journal, store);
}

function shown(run: JournalRun, journal: RunJournal, { reportRows }: Store): ShownRun {
  const { commandLine, errorReport, ...rest } = run;
  return {
    ...rest,
    errorReport,
    errorReportExists: errorReport === null ? null : existsSync(errorReport),
    failures: journal.failures(run.runId),
    rowsLost: reportRows.counts(run.runId).lost,
    applied: run.status === 'finished' || isServiceCommand(run.command),
    commandText: commandLine && commandText(commandLine),
  };
}
