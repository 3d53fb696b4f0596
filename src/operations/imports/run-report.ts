import {
  columnsAskedFor,
  type ReportLayout,
  reportHead,
  reportLine,
} from '../../render/error-report.js';
import type { Store } from '../../store/store.js';
import { interruptedReport, removeReport, writeNewReport, writeReport } from './report-file.js';
import { beginsAsReport } from './report-place.js';

/** All that the error report of a run takes beside its rows; kept with the run. */
export interface StoredLayout extends ReportLayout {
  /** Where it is to go, absolute; a number is added where a file is already, unless it is replaced. */
  readonly path: string;
  /** A report takes the place of an earlier one, which goes when nothing has failed. */
  readonly replaces?: boolean;
}

/** A run that is reported. */
export interface Reporting {
  readonly runId: string;
  readonly layout: StoredLayout;
  /** Of an interrupted run it has the failures known by then, under a name of its own. */
  readonly completed: boolean;
}

/** The error report of a run, line by line: a reading of what the database keeps of it. */
export function* reportOf(
  { reportRows }: Store,
  { runId, layout }: Pick<Reporting, 'runId' | 'layout'>,
): Generator<string> {
  const look = { ...layout, asksFor: columnsAskedFor(reportRows.codes(runId)) };
  yield reportHead(look);
  for (const row of reportRows.failed(runId, look)) yield reportLine(row, look);
}

/** Where the error report of a run goes, unless a file is there. */
export function wantedPath({ layout, completed }: Omit<Reporting, 'runId'>): string {
  return completed ? layout.path : interruptedReport(layout.path);
}

/** Writes the error report of a run that ends, if anything failed, and returns its path. */
export function writeRunReport(store: Store, reporting: Reporting): string | null {
  const { runId, layout, completed } = reporting;
  const isNeeded = store.reportRows.codes(runId).length > 0;
  if (layout.replaces && completed) {
    const interrupted = interruptedReport(layout.path);
    const gone = isNeeded ? [interrupted] : [layout.path, interrupted];
    for (const path of gone) if (isOurs(path, store)) removeReport(path);
  }
  if (!isNeeded) return null;
  const wanted = wantedPath(reporting);
  const note = (path: string): void => store.runs.setErrorReport(runId, path);
  if (!layout.replaces || !beginsAsReport(wanted)) {
    return writeNewReport(wanted, () => reportOf(store, reporting), note);
  }
  writeReport(wanted, reportOf(store, reporting), { onWhole: () => note(wanted) });
  return wanted;
}

/** What somebody else has put there is never replaced nor removed, whatever lay there before. */
function isOurs(path: string, { runs }: Store): boolean {
  return runs.find({ errorReport: path }) !== undefined && beginsAsReport(path);
}
