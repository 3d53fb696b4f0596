import { resolve } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import type { JournalRun } from '../../domain/journal-run.js';
import { commandText, printable } from '../../domain/text.js';
import type { EndedRun } from '../../enroll/run.js';
import type { ModelPack } from '../../models/packs.js';
import type { RunStart } from '../../store/runs.js';
import { whoRuns } from '../../store/runs.js';
import type { Store } from '../../store/store.js';
import type { MadeContext } from '../context.js';
import { refuseHtmlPlace } from '../report/html-place.js';
import { lookOf } from '../report/look.js';
import type { ReportedRun } from '../report/run/reported-run.js';
import { writeRunReport } from '../report/run/write.js';
import type { ImportResult } from './import-result.js';
import type { ImportRequest } from './import-run.js';

/** An import that has ended and was reported, and what its HTML report is drawn from. */
export interface MadeImport {
  readonly result: ImportResult;
  readonly ended: EndedRun;
  readonly start: Omit<RunStart, 'collection'>;
  readonly pack: ModelPack;
  readonly startedAt: string;
}

interface HtmlSettings {
  readonly html?: string | undefined;
  readonly replaceReport?: boolean | undefined;
  readonly workers?: number | undefined;
}

/** @throws {UsageError} when the HTML report is to go where something else is. */
export function refuseHtmlOver(
  html: string | undefined,
  {
    context: { host, db },
    request: { input },
  }: { readonly context: MadeContext; readonly request: ImportRequest },
): void {
  if (html === undefined) return;
  refuseHtmlPlace(resolve(host.cwd, html), { input, database: resolve(host.cwd, db) });
}

/**
 * Writes the HTML report of an import that has run to its end, if one is wanted. One that cannot be
 * written is a problem that the result tells of: what is enrolled is enrolled.
 */
export async function withHtmlReport(
  context: MadeContext,
  store: Store,
  made: MadeImport,
  { html, replaceReport = false, workers }: HtmlSettings,
): Promise<ImportResult> {
  const { result } = made;
  if (html === undefined || result.interrupted) return result;
  const { host } = context;
  // Photos are read for minutes, and nothing is written to the database.
  store.letOthersIn();
  const path = resolve(host.cwd, html);
  const wanted = { path, replaces: replaceReport, look: lookOf({}), workers };
  try {
    const { files } = await writeRunReport(reportedOf(context, store, made), wanted, host);
    return { ...result, htmlReport: files[0] ?? null };
  } catch (error) {
    const problem = problemOf(error, host.signal);
    if (problem === undefined) throw error;
    return { ...result, htmlProblem: `${problem}${whatNow(context, made)}` };
  }
}

function problemOf(error: unknown, { aborted, reason }: AbortSignal): string | undefined {
  if (aborted && error === reason) return 'the HTML report was interrupted';
  return error instanceof FatalError ? error.message : undefined;
}

function whatNow({ host }: MadeContext, { result: { dryRun, runId } }: MadeImport): string {
  if (dryRun || runId === null) return '';
  const place = host.typed?.database ?? [];
  const write = commandText(['report', runId, '--html', 'report.html', ...place]);
  return `. The import is done; to write its report: ${printable(write)}`;
}

function reportedOf(context: MadeContext, store: Store, made: MadeImport): ReportedRun {
  const { ended, result, pack } = made;
  const { runId, samples } = ended.store;
  const part = store.collection(samples.collection, pack.encoder);
  const shared = { rows: store.runReport(runId), timeline: ended.timeline, part, pack };
  if (!result.dryRun) {
    const [run] = store.journal(context.db).startingWith(runId);
    if (!run) throw new Error(`the run ${runId} is gone`);
    return { ...shared, run };
  }
  return {
    ...shared,
    run: dryRunOf(made, samples.collection),
    sampleOf: ({ sample }) => (sample === null ? undefined : samples.embedding(sample)),
  };
}

/** A dry run as the journal would have it, which has nothing of it. */
function dryRunOf({ start, result, startedAt, ended }: MadeImport, collection: string): JournalRun {
  const { recognized: _, canBeRetried: __, htmlProblem: ___, ...counts } = result;
  const { command, input, options, commandLine, workingFolder, reference } = start;
  return {
    runId: ended.store.runId,
    ...{ collection, command, input, status: 'finished', counts: { ...counts } },
    options: { ...options, dryRun: true },
    ...{ errorReport: null, reference: reference ?? null, ...whoRuns(), processId: process.pid },
    ...{ startedAt, endedAt: new Date().toISOString() },
    ...{ commandLine: commandLine ?? null, workingFolder: workingFolder ?? null, finishedBy: null },
  };
}
