import { count, printable } from '../domain/text.js';
import { rowsLostText, type ShownRun, second } from './runs.js';

/** An error report that was written again. */
export interface RewrittenReport {
  readonly runId: string;
  /** Its path; null if nothing had failed. */
  readonly errorReport: string | null;
  readonly rows: number;
  /** Rows that failed and were not kept. */
  readonly rowsLost: number;
  /** The command that retries its rows; null if it is no list of users and photos. */
  readonly retry: string | null;
}

/** The line of `--json` for an error report that was written again. */
export function reportEvent(report: RewrittenReport): object {
  return { event: 'report', ...report };
}

/** The result for people; `run` names the run. */
export function* reportText(
  { errorReport, rows, rowsLost, retry }: RewrittenReport,
  run: Pick<ShownRun, 'command' | 'input' | 'startedAt'>,
): Generator<string> {
  const which = `the run of ${second(run.startedAt)} (${run.command} ${printable(run.input)})`;
  if (errorReport === null) {
    yield `Nothing has failed in ${which}.`;
    return;
  }
  yield `Error report: ${printable(errorReport)}`;
  yield `It has ${count(rows, 'row')} of ${which}.`;
  if (rowsLost > 0) yield `${rowsLostText(rowsLost)}.`;
  if (retry !== null) yield `Correct its rows or their photos, then: ${printable(retry)}`;
}
