import type { Count } from '../../src/domain/tally.js';
import type { RunSummary } from '../../src/render/summary.js';

/** A count of outcomes by action, reason or code. */
export function counted(by: Readonly<Record<string, number>> = {}): Count {
  return { total: Object.values(by).reduce((sum, n) => sum + n, 0), by };
}

/** The summary of a run that found nothing to do. */
export function runSummary(more: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: '01900000-0000-7000-8000-000000000000',
    reference: null,
    dryRun: false,
    interrupted: false,
    enrolled: counted(),
    unchanged: counted(),
    imported: counted(),
    failed: counted(),
    flagged: counted(),
    warned: counted(),
    usersCreated: 0,
    usersUpdated: 0,
    extracted: { done: 0, total: 0 },
    skipped: 0,
    restored: 0,
    notLookedInto: null,
    systemFolders: [],
    shortRows: 0,
    nothingToDo: null,
    duplicates: null,
    tableCheck: null,
    seconds: 1,
    errorReport: null,
    htmlReport: null,
    retry: null,
    resume: null,
    exitCode: 0,
    ...more,
  };
}
