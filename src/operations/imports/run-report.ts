import { existsSync } from 'node:fs';
import {
  columnsAskedFor,
  type ReportLayout,
  reportHead,
  reportLine,
} from '../../render/error-report.js';
import type { Tally } from '../../render/tally.js';
import type { Store } from '../../store/store.js';
import type { WorkList } from '../../store/work-list.js';
import { freePath, interruptedReport, removeReport, writeReport } from './report-file.js';
import { beginsAsReport } from './report-place.js';

/** All that the error report of a run takes beside its outcomes; kept with the run. */
export interface StoredLayout extends ReportLayout {
  /** Where it is to go, absolute; a number is added where a file is already, unless it is replaced. */
  readonly path: string;
  /** A report takes the place of an earlier one, which goes when nothing has failed. */
  readonly replaces?: boolean;
}

/** What a report is made of. */
export interface Reporting {
  readonly work: WorkList;
  readonly layout: StoredLayout;
  readonly failed: Tally['failed'];
  /** Of an interrupted run it has the failures known by then, under a name of its own. */
  readonly completed: boolean;
  /** Where a process that was stopped meanwhile has put it, or was about to. */
  readonly noted?: string | null;
  /** Called with its path just before it appears there. */
  readonly note: (path: string) => void;
  /** Whether a run has put its error report at a path. */
  readonly isReport: (path: string) => boolean;
}

/** The part of the book of runs that knows error reports. */
export function reportBook({ runs }: Store, runId: string): Pick<Reporting, 'note' | 'isReport'> {
  return {
    note: (path) => runs.setErrorReport(runId, path),
    isReport: (path) => runs.find({ errorReport: path }) !== undefined,
  };
}

/** Writes the error report of a run if anything failed, and returns its path. */
export function writeRunReport(reporting: Reporting): string | null {
  const { work, layout, failed, completed, noted, note } = reporting;
  const interrupted = interruptedReport(layout.path);
  if (layout.replaces && completed) {
    const gone = failed.total === 0 ? [layout.path, interrupted] : [interrupted];
    for (const path of gone) if (isOurs(path, reporting)) removeReport(path);
  }
  if (failed.total === 0) return null;
  // Only a whole report appears under its name; one that is replaced may be that of an earlier run.
  if (noted && !layout.replaces && existsSync(noted)) return noted;
  const asksFor = columnsAskedFor(Object.keys(failed.by));
  const wanted = completed ? layout.path : interrupted;
  const path = layout.replaces && beginsAsReport(wanted) ? wanted : freePath(wanted);
  writeReport(path, reportLines(work, { ...layout, asksFor }), () => note(path));
  return path;
}

/** What somebody else has put there is never replaced nor removed, whatever lay there before. */
function isOurs(path: string, { isReport }: Reporting): boolean {
  return isReport(path) && beginsAsReport(path);
}

function* reportLines(work: WorkList, layout: ReportLayout): Generator<string> {
  yield reportHead(layout);
  for (const { number, ...failed } of work.failedEntries()) {
    yield reportLine({ ...failed, key: { runId: work.runId, entry: number } }, layout);
  }
}
