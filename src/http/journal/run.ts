import { z } from 'zod';
import { importSummary } from '../../operations/schema/import.js';
import { run } from '../../operations/schema/journal.js';
import type { ShownRun } from '../../render/runs.js';
import { dataLike, withNames } from '../snake.js';

/** What is of the machine that the server runs on: paths, accounts, what was typed. */
const OF_MACHINE = {
  input: true,
  options: true,
  errorReport: true,
  errorReportExists: true,
  osUser: true,
  host: true,
  processId: true,
  workingFolder: true,
  commandText: true,
} as const;

const told = dataLike(run.omit(OF_MACHINE), 'Run');

export const runData = told.schema;

/** A run without what is of the server's machine. */
export function runBody(shown: ShownRun): unknown {
  const members = Object.entries({ event: 'run', ...shown }).filter(
    ([name]) => !Object.hasOwn(OF_MACHINE, name),
  );
  const { errorReport: _, ...counts } = shown.counts as { readonly errorReport?: unknown };
  return told.of({ ...Object.fromEntries(members), counts: withNames(importSummary, counts) });
}

/** The ID of a run, whole: a beginning of it may be of a run that the key may not know of. */
export const runId = z.uuid();
