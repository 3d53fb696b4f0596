import { existsSync } from 'node:fs';
import { FatalError } from '../../domain/fatal-error.js';
import { commandText, pathText, quoted } from '../../domain/text.js';
import { openExisting } from '../../operations/database/existing-store.js';
import { noRuns, runEvent, runsText, runText, type ShownRun } from '../../render/runs.js';
import type { BookedRun, RunBook } from '../../store/run-book.js';
import type { Store } from '../../store/store.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { writeLines } from '../line-writer.js';

/** `faceenroll runs list`. */
export async function listRuns(
  {
    db,
    limit,
    json,
  }: {
    readonly db: string;
    readonly limit: number;
    readonly json?: boolean;
  },
  io: Io,
): Promise<void> {
  const runs = withBook(io, db, (book, store) =>
    book.newest(limit).map((run) => shown(run, book, store)),
  );
  if (json) await writeLines(io.stdout, runs.map(runEvent));
  else await writeLines(io.stdout, runs.length > 0 ? runsText(runs) : [noRuns(db)]);
}

/** `faceenroll runs show`; the last run unless another is named. `database` are the words that name it. */
export async function showRun(
  named: string | undefined,
  { db, json }: { readonly db: string; readonly json?: boolean },
  database: readonly string[],
  io: Io,
): Promise<void> {
  const run = withBook(io, db, (book, store) => shown(findRun(book, named, db), book, store));
  const command = (verb: string): string => commandText(['runs', verb, run.runId, ...database]);
  const commands = { resume: command('resume'), report: command('report') };
  await writeLines(io.stdout, json ? [runEvent(run)] : runText(run, commands));
}

/** Reads the book of runs; a run may be writing it. */
export function withBook<T>(io: Io, db: string, read: (book: RunBook, store: Store) => T): T {
  const store = openExisting(db, 'read', hostOf(io));
  try {
    return read(store.book(db), store);
  } finally {
    store.close();
  }
}

/**
 * The run whose ID begins as named, or the last one.
 *
 * @throws {FatalError} when there is none, or several.
 */
export function findRun(book: RunBook, named: string | undefined, db: string): BookedRun {
  const [run, another] = named === undefined ? book.newest(1) : book.startingWith(named);
  if (!run) {
    throw new FatalError(
      named === undefined
        ? `nothing has run on the database ${pathText(db)} yet`
        : `no run of ${pathText(db)} has an ID that begins with ${quoted(named)}: "faceenroll runs list" tells them`,
    );
  }
  if (!another) return run;
  throw new FatalError(
    `several runs of ${pathText(db)} have an ID that begins with ${quoted(named ?? '')}: name more of it ("faceenroll runs list" tells them)`,
  );
}

function shown(run: BookedRun, book: RunBook, { reportRows }: Store): ShownRun {
  const { commandLine, errorReport, ...rest } = run;
  return {
    ...rest,
    errorReport,
    errorReportExists: errorReport === null ? null : existsSync(errorReport),
    failures: book.failures(run.runId),
    rowsLost: reportRows.counts(run.runId).lost,
    applied: run.status === 'finished',
    commandText: commandLine && commandText(commandLine),
  };
}
