import { UsageError } from '../domain/fatal-error.js';
import { operation } from './operation.js';
import { REPORT_OPTIONS } from './report/options.js';

export const report = operation({
  name: 'report',
  summary:
    'Write a report to look at (HTML) on a run: what failed, with pictures, and what to do; or on a collection.',
  arguments: {
    run: {
      text: 'its ID, or as much of the beginning as is unique (default: the last that has ended)',
      kind: 'text',
      optional: true,
    },
  },
  options: REPORT_OPTIONS,
  // A run has its collection.
  opens: 'named collection',
  access: 'read',
  key: 'needed',
  check: ({ run, gallery }) => {
    if (!gallery || run === undefined) return;
    throw new UsageError('--gallery is a report on a collection: name no run beside it');
  },
  load: async () => (await import('./report/report.js')).writeReport,
});
