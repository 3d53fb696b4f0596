import type { Typed } from '../../operations/host.js';
import { writeReportAgain } from '../../operations/imports/report-again.js';
import { shownPath } from '../../operations/shown-path.js';
import { reportEvent, reportText } from '../../render/report-again.js';
import type { BookedRun, RunBook } from '../../store/run-book.js';
import { retryCommand } from '../imports/retry-command.js';
import { hostOf, type Io } from '../io.js';
import { writeLines } from '../line-writer.js';
import { findRun, withBook } from './list.js';

/** Beyond so many runs under way nobody asks for the last that has ended. */
const RECENT = 100;

/** `faceenroll runs report`. */
export async function reportRunAgain(
  { run: named, file }: { readonly run: string | undefined; readonly file: string | undefined },
  { db, json }: { readonly db: string; readonly json?: boolean },
  typed: Typed,
  io: Io,
): Promise<void> {
  const { run, written } = withBook(io, db, (book, store) => {
    // An import may be running.
    store.holdStill();
    const run = named === undefined ? lastEnded(book, db) : findRun(book, named, db);
    const place = { file, folder: io.cwd, database: db };
    return { run, written: writeReportAgain(store, run, place) };
  });
  const { path, rows, rowsLost, layout } = written;
  const errorReport = path === undefined ? null : shownPath(path, io.shownFrom);
  const host = { ...hostOf(io), typed };
  // A report that is no list of users and photos cannot be imported.
  const retry =
    errorReport && layout?.fields.includes('user_id') ? retryCommand(errorReport, { host }) : null;
  const report = { runId: run.runId, errorReport, rows, rowsLost, retry };
  await writeLines(io.stdout, json ? [reportEvent(report)] : reportText(report, run));
}

function lastEnded(book: RunBook, db: string): BookedRun {
  const ended = book.newest(RECENT).find(({ status }) => status !== 'running');
  return ended ?? findRun(book, undefined, db);
}
