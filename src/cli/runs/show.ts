import { commandText } from '../../domain/text.js';
import type { RunReport } from '../../operations/runs/report.js';
import { shownPath } from '../../operations/shown-path.js';
import { reportEvent, reportText } from '../../render/report-again.js';
import { noRuns, runEvent, runsText, runText, type ShownRun } from '../../render/runs.js';
import type { Show } from '../command-of.js';
import { retryOfRun } from '../imports/retry-command.js';
import { print } from '../print.js';

/** Prints the runs on a database. */
export const printRuns: Show<readonly ShownRun[]> = (runs, { json }, io, { db }) =>
  print(io, json, {
    json: () => runs.map(runEvent),
    text: () => (runs.length > 0 ? runsText(runs) : [noRuns(db)]),
  });

/** Prints one run. */
export const printRun: Show<ShownRun> = (run, { json }, io, { host }) => {
  const place = host.typed?.database ?? [];
  const command = (verb: string): string => commandText(['runs', verb, run.runId, ...place]);
  const commands = { resume: command('resume'), report: command('report') };
  return print(io, json, { json: () => [runEvent(run)], text: () => runText(run, commands) });
};

/** Prints where an error report was written again. */
export const printReport: Show<RunReport> = (written, { json }, io, { host }) => {
  const { run, path, rows, rowsLost, layout } = written;
  const errorReport = path === undefined ? null : shownPath(path, host.shownFrom);
  // A report that is no list of users and photos cannot be imported.
  const isList = layout?.fields.includes('user_id');
  const retry = errorReport && isList ? retryOfRun(errorReport, run, host) : null;
  const report = { runId: run.runId, errorReport, rows, rowsLost, retry };
  return print(io, json, {
    json: () => [reportEvent(report)],
    text: () => reportText(report, run),
  });
};
