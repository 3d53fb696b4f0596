import { accessSync, constants, statSync } from 'node:fs';
import { FatalError } from '../../domain/fatal-error.js';
import type { JournalRun } from '../../domain/journal-run.js';
import { isServiceCommand } from '../../domain/service-commands.js';
import { commandText, pathText, printable, quoted } from '../../domain/text.js';
import type { RunJournal } from '../../store/run-journal.js';
import type { Context } from '../context.js';
import { findRun } from './find-run.js';

/** Beyond so many runs nobody goes on with one without naming it. */
const RECENT = 1000;

/** What goes on with a run. */
export interface Resumption {
  /** The words behind `faceenroll`. */
  readonly words: readonly string[];
  /** The folder in which they were typed. */
  readonly folder: string;
}

/**
 * The command that goes on with an interrupted run; with the last one unless another is named.
 *
 * @throws {FatalError} when there is none, or it has finished.
 */
export function resumeRun(
  { store, db }: Context,
  { run: named }: { readonly run: string | undefined },
): Resumption {
  const journal = store.journal(db);
  const run =
    named === undefined ? lastInterrupted(journal, db) : resumable(findRun(journal, named, db));
  const { commandLine, workingFolder } = run;
  if (!commandLine || workingFolder === null) {
    throw new FatalError(
      `the run ${run.runId} was not started by a command that can be run again: ${run.command} ${quoted(run.input)}`,
    );
  }
  if (!canBeEntered(workingFolder)) {
    throw new FatalError(
      `the folder in which the run was started is gone: ${quoted(workingFolder)}; the command was ${printable(commandText(commandLine))}`,
    );
  }
  return { words: commandLine, folder: workingFolder };
}

function canBeEntered(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function lastInterrupted(journal: RunJournal, db: string): JournalRun {
  const runs = journal.newest(RECENT).filter(({ command }) => !isServiceCommand(command));
  const run = runs.find((each) => isOpen(each));
  if (run) return resumable(run);
  const [last] = runs;
  throw new FatalError(
    last
      ? `there is nothing to go on with in ${pathText(db)}: the last run, ${last.runId}, is ${last.status}`
      : `nothing has run on the database ${pathText(db)} yet`,
  );
}

function isOpen({ status, finishedBy }: JournalRun): boolean {
  return (status === 'interrupted' || status === 'failed') && finishedBy === null;
}

function resumable(run: JournalRun): JournalRun {
  if (isServiceCommand(run.command)) {
    throw new FatalError(
      `the run ${run.runId} is of ${quoted(run.command)}: what it has done holds, and there is nothing to resume`,
    );
  }
  if (isOpen(run)) return run;
  const { runId, commandLine, status, finishedBy } = run;
  const again = commandLine ? `; to run it once more: ${printable(commandText(commandLine))}` : '';
  if (status === 'running') throw new FatalError(`the run ${runId} is running`);
  throw new FatalError(
    finishedBy
      ? `the run ${runId} has been finished by the run ${finishedBy}${again}`
      : `the run ${runId} has finished${again}`,
  );
}
