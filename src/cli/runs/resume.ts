import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { commandText, pathText, printable, quoted } from '../../domain/text.js';
import type { BookedRun, RunBook } from '../../store/run-book.js';
import type { Io } from '../io.js';
import { findRun, withBook } from './list.js';

/** Beyond so many runs nobody goes on with one without naming it. */
const RECENT = 1000;

/**
 * The words behind `faceenroll` that go on with an interrupted run, and the folder in which it
 * was started.
 *
 * @throws {FatalError} when there is none, or it has finished.
 */
export function commandToResume(
  named: string | undefined,
  { db, json }: { readonly db: string; readonly json?: boolean },
  io: Io,
): { readonly words: readonly string[]; readonly folder: string } {
  const run = withBook(io, db, (book) =>
    named === undefined ? lastInterrupted(book, db) : resumable(findRun(book, named, db)),
  );
  const { commandLine, workingFolder } = run;
  if (!commandLine || workingFolder === null) {
    throw new FatalError(
      `the run ${run.runId} was not started by a command that can be run again: ${run.command} ${quoted(run.input)}`,
    );
  }
  const words = withOptions(commandLine, [
    '--db',
    resolve(io.cwd, db),
    ...(json ? ['--json'] : []),
  ]);
  if (!canBeEntered(workingFolder)) {
    throw new FatalError(
      `the folder in which the run was started is gone: ${quoted(workingFolder)}; the command was ${printable(commandText(commandLine))}`,
    );
  }
  io.stderr.write(`${printable(`${workingFolder}: ${commandText(words)}`)}\n`);
  return { words, folder: workingFolder };
}

function canBeEntered(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/** The last one counts: the database may be another than where the command was typed. */
function withOptions(words: readonly string[], options: readonly string[]): readonly string[] {
  // What stands behind "--" are arguments alone.
  const end = words.indexOf('--');
  const at = end < 0 ? words.length : end;
  return [...words.slice(0, at), ...options, ...words.slice(at)];
}

function lastInterrupted(book: RunBook, db: string): BookedRun {
  const runs = book.newest(RECENT);
  const run = runs.find((each) => isOpen(each));
  if (run) return resumable(run);
  const [last] = runs;
  throw new FatalError(
    last
      ? `there is nothing to go on with in ${pathText(db)}: the last run, ${last.runId}, is ${last.status}`
      : `nothing has run on the database ${pathText(db)} yet`,
  );
}

function isOpen({ status, finishedBy }: BookedRun): boolean {
  return (status === 'interrupted' || status === 'failed') && finishedBy === null;
}

function resumable(run: BookedRun): BookedRun {
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
