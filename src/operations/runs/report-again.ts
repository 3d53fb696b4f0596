import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import type { JournalRun } from '../../domain/journal-run.js';

import type { Store } from '../../store/store.js';
import { writeNewReport } from '../imports/report-file.js';
import { refuseReportPlace } from '../imports/report-place.js';
import { reportOf, type StoredLayout, wantedPath } from '../imports/run-report.js';

/** Where a report is to go that is written again. */
interface Place {
  /** As the operator typed it; else where the report was, or was to be. */
  readonly file: string | undefined;
  readonly folder: string;
  readonly database: string;
}

/** An error report that was written again. */
export interface WrittenReport {
  /** Undefined when nothing had failed. */
  readonly path: string | undefined;
  readonly rows: number;
  readonly rowsLost: number;
  readonly layout: StoredLayout | undefined;
}

/**
 * Writes the error report of a run that has ended once more, never over another file.
 *
 * @throws {FatalError} when it cannot be written, or no row of it is kept.
 */
export function writeReportAgain(store: Store, run: JournalRun, place: Place): WrittenReport {
  const { runId } = run;
  if (run.status === 'running') {
    throw new FatalError(`the run ${runId} is running: it writes its error report when it ends`, {
      refusal: { code: 'RUN_NOT_ENDED', runId },
    });
  }
  const { failed, lost: rowsLost } = store.reportRows.counts(runId);
  const layout = store.runs.layoutOf(runId) as StoredLayout | undefined;
  const rows = layout ? failed - rowsLost : 0;
  if (failed === 0) return { path: undefined, rows, rowsLost, layout };
  if (!layout || rows === 0) {
    throw new FatalError(
      `the rows that failed in the run ${runId} are not kept, since an earlier version ran it, or a backup was taken meanwhile: import its input again`,
      { refusal: { code: 'ROWS_NOT_KEPT', runId } },
    );
  }
  const wanted = pathOf(run, layout, place);
  const path = writeNewReport(wanted, () => reportOf(store, { runId, layout }));
  return { path, rows, rowsLost, layout };
}

function pathOf(
  { input, status, errorReport }: JournalRun,
  layout: StoredLayout,
  { file, folder, database }: Place,
): string {
  if (file === undefined) {
    // A name that has a number already gets the next one, not one after it.
    if (errorReport !== null && !existsSync(errorReport)) return errorReport;
    return wantedPath({ layout, completed: status === 'finished' });
  }
  const named = resolve(folder, file);
  refuseReportPlace(named, { input, database: resolve(folder, database), given: 'the file' });
  return named;
}
