import { operation } from './operation.js';
import { RUNS_LIST_OPTIONS, RUNS_OF_OPTIONS } from './runs/options.js';

/** Which run is meant; `usual` is the one where none is named. */
function runArgument(usual: string) {
  const text = `its ID, or the beginning of it (default: ${usual})`;
  return { text, kind: 'text', optional: true } as const;
}

export const runsList = operation({
  name: 'runs list',
  summary: 'List the runs on a database, the newest first.',
  arguments: {},
  options: RUNS_LIST_OPTIONS,
  opens: 'database',
  access: 'read',
  load: async () => (await import('./runs/list.js')).listRuns,
});

/** The same of some collections: for callers who may not know of all. */
export const runsOfCollections = operation({
  name: 'runs list',
  summary: 'List the runs of the collections, the newest first.',
  arguments: {},
  options: RUNS_OF_OPTIONS,
  opens: 'database',
  access: 'read',
  load: async () => (await import('./runs/list.js')).listRuns,
});

export const runsShow = operation({
  name: 'runs show',
  summary: 'Show one run: its options, its counts, how it ended, its error report.',
  arguments: {
    run: {
      text: 'its ID, or as much of the beginning as is unique (default: the last)',
      kind: 'text',
      optional: true,
    },
  },
  options: {},
  opens: 'database',
  access: 'read',
  load: async () => (await import('./runs/list.js')).showRun,
});

export const runsReport = operation({
  name: 'runs report',
  summary: 'Write the error report of a run again.',
  arguments: {
    run: runArgument('the last that has ended'),
    file: { text: 'where to (default: where it was)', kind: 'file', optional: true },
  },
  options: {},
  opens: 'database',
  access: 'read',
  load: async () => (await import('./runs/report.js')).reportRun,
});

export const runsResume = operation({
  name: 'runs resume',
  summary: 'Go on with a run that was interrupted, by running its command again.',
  arguments: { run: runArgument('the last that was interrupted') },
  options: {},
  opens: 'database',
  access: 'read',
  load: async () => (await import('./runs/resume.js')).resumeRun,
});
