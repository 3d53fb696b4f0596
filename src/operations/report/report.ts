import { resolve } from 'node:path';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import type { JournalRun } from '../../domain/journal-run.js';
import { DEFAULT_PACK } from '../../domain/option-values.js';
import type { WrittenReport, WrittenReportOnRun } from '../../domain/written-report.js';
import type { Context } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { endedRun } from '../runs/find-run.js';
import { writeGalleryReport } from './gallery/write.js';
import { refuseHtmlPlace } from './html-place.js';
import { lookOf } from './look.js';
import type { REPORT_OPTIONS } from './options.js';
import { writeRunReport } from './run/write.js';

type ReportValues = ValuesOf<typeof REPORT_OPTIONS> & { readonly run: string | undefined };

/**
 * Writes the report on a collection, or on a run: on the last that has ended unless another is named.
 *
 * @throws {FatalError} when there is none, or a file cannot be written.
 */
export function writeReport(context: Context, values: ReportValues): Promise<WrittenReport> {
  if (values.gallery) return writeGalleryReport(context, values);
  if (context.isGiven?.('collection')) {
    throw new UsageError('--collection is for --gallery: a run has its collection');
  }
  return writeReportOnRun(context, values);
}

/** @throws {FatalError} when there is no such run, it has not ended, or a file cannot be written. */
async function writeReportOnRun(
  { store, db, host }: Context,
  { run: named, html, models, replaceReport = false, workers, ...shown }: ReportValues,
): Promise<WrittenReportOnRun> {
  const run = endedRun(store.journal(db), named, db);
  const { runId } = run;
  if (run.status === 'running') {
    throw new FatalError(`the run ${runId} is running: there is a report on it when it has ended`, {
      refusal: { code: 'RUN_NOT_ENDED', runId },
    });
  }
  const path = resolve(host.cwd, html);
  refuseHtmlPlace(path, { input: run.input, database: resolve(host.cwd, db) });
  const pack = packFor(host, models ?? packNameOf(run));
  const rows = store.runReport(runId);
  const part = store.collection(run.collection, pack.encoder);
  const look = lookOf(shown);
  const wanted = { path, replaces: replaceReport, look, workers };
  const reported = { run, rows, timeline: rows.timeline(), part, pack };
  const written = await writeRunReport(reported, wanted, host);
  return { ...written, runId, anonymous: look.anonymous, expires: look.expires ?? null };
}

/** Runs of a server name none. */
function packNameOf({ options }: JournalRun): string {
  return typeof options.models === 'string' ? options.models : DEFAULT_PACK;
}
