import { existsSync } from 'node:fs';
import {
  columnsAskedFor,
  type ReportLayout,
  reportHead,
  reportLine,
} from '../report/error-report.js';
import type { Tally } from '../report/tally.js';
import type { WorkList } from '../store/work-list.js';
import { freePath, interruptedReport, writeReport } from './report-file.js';

/** All that the error report of a run takes beside its outcomes; kept with the run. */
export interface StoredLayout extends ReportLayout {
  /** Where it is to go, absolute; a number is added where a file is already. */
  readonly path: string;
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
}

/** Writes the error report of a run if anything failed, and returns its path. */
export function writeRunReport(reporting: Reporting): string | null {
  const { work, layout, failed, completed, noted, note } = reporting;
  if (failed.total === 0) return null;
  // Only a whole report appears under its name.
  if (noted && existsSync(noted)) return noted;
  const asksFor = columnsAskedFor(Object.keys(failed.by));
  const path = freePath(completed ? layout.path : interruptedReport(layout.path));
  writeReport(path, reportLines(work, { ...layout, asksFor }), () => note(path));
  return path;
}

function* reportLines(work: WorkList, layout: ReportLayout): Generator<string> {
  yield reportHead(layout);
  for (const { entry, outcomes } of work.failedEntries()) {
    yield reportLine(entry, outcomes, layout);
  }
}
