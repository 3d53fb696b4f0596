import type { JournalRun } from '../../../domain/journal-run.js';
import type { MeasureName } from '../../../domain/quality.js';
import type { PoorPhoto, RunReport } from '../../../domain/run-report.js';
import type { Measured } from '../../../domain/seen.js';
import { commandText } from '../../../domain/text.js';
import { photoOf, type Telling } from './lists.js';
import { nearestOthers } from './nearest.js';
import type { ReportedRun } from './reported-run.js';
import { unusualOptions } from './unusual-options.js';

/** How many photos of the least quality are shown, and how many of their measures. */
const POOREST = 10;
const LEAST = 3;

/** All of a report on a run except its lists. */
export async function gatherReport(
  reported: ReportedRun,
  telling: Telling,
  signal: AbortSignal,
): Promise<RunReport> {
  const { run, rows, timeline, pack } = reported;
  const { commandLine } = run;
  return {
    run: { ...(telling.anonymous ? namingNobody(run) : run), options: unusualOptions(run) },
    commandText: commandLine === null || telling.anonymous ? null : commandText(commandLine),
    ...{ pack: pack.name, encoder: pack.encoder, timeline },
    counts: countsOf(reported),
    failures: rows.failures(),
    quality: rows.spreads(),
    poorest: await poorestOf(reported, telling),
    nearest: await nearestOthers(reported, signal),
    pairs: rows.pairs(),
  };
}

/** Paths and options may name people, and so may who ran it. */
function namingNobody(run: JournalRun): JournalRun {
  return {
    ...run,
    ...{ input: '', errorReport: null, reference: null, osUser: '', host: '' },
    ...{ commandLine: null, workingFolder: null, counts: {} },
  };
}

/** Of photos that changed nothing only the summary of a run knows. */
function countsOf({ run, rows }: ReportedRun): RunReport['counts'] {
  const counts = rows.counts();
  const { total } = (run.counts.unchanged ?? {}) as { readonly total?: number };
  return { ...counts, unchanged: total ?? counts.unchanged };
}

async function poorestOf({ rows }: ReportedRun, telling: Telling): Promise<readonly PoorPhoto[]> {
  const poorest: PoorPhoto[] = [];
  for (const row of rows.poorest(POOREST)) {
    const photo = await photoOf(row, telling, 'faces');
    poorest.push({ ...photo, quality: row.quality, least: leastOf(row.measures) });
  }
  return poorest;
}

function leastOf(measures: Measured): PoorPhoto['least'] {
  return Object.entries(measures)
    .map(([measure, component]) => ({ measure: measure as MeasureName, component }))
    .sort((a, b) => a.component - b.component)
    .slice(0, LEAST);
}
