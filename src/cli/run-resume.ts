import { resolve } from 'node:path';
import { FatalError } from '../domain/fatal-error.js';
import { commandText, pathText, printable, quoted } from '../domain/text.js';
import { goTo } from '../library/shown-path.js';
import type { BookedRun, RunBook } from '../store/run-book.js';
import { findRun, withBook } from './run-runs.js';

/** Beyond so many runs nobody goes on with one without naming it. */
const RECENT = 1000;

/**
 * Goes to the folder in which an interrupted run was started, and returns the words behind
 * `faceenroll` that go on with it.
 *
 * @throws {FatalError} when there is none, or it has finished.
 */
export function wordsToResume(
  named: string | undefined,
  { db, json }: { readonly db: string; readonly json?: boolean },
): readonly string[] {
  const run = withBook(db, (book) =>
    named === undefined ? lastInterrupted(book, db) : resumable(findRun(book, named, db)),
  );
  const { commandLine, workingFolder } = run;
  if (!commandLine || workingFolder === null) {
    throw new FatalError(
      `the run ${run.runId} was not started by a command that can be run again: ${run.command} ${quoted(run.input)}`,
    );
  }
  const words = withOptions(commandLine, ['--db', resolve(db), ...(json ? ['--json'] : [])]);
  try {
    goTo(workingFolder);
  } catch {
    throw new FatalError(
      `the folder in which the run was started is gone: ${quoted(workingFolder)}; the command was ${printable(commandText(commandLine))}`,
    );
  }
  process.stderr.write(`${printable(`${workingFolder}: ${commandText(words)}`)}\n`);
  return words;
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
