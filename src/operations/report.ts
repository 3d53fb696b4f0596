import { operation } from './operation.js';
import { REPORT_OPTIONS } from './report/options.js';

export const report = operation({
  name: 'report',
  summary: 'Write a report to look at (HTML) on a run: what failed, with pictures, and what to do.',
  arguments: {
    run: {
      text: 'its ID, or as much of the beginning as is unique (default: the last that has ended)',
      kind: 'text',
      optional: true,
    },
  },
  options: REPORT_OPTIONS,
  opens: 'database',
  access: 'read',
  key: 'needed',
  load: async () => (await import('./report/report.js')).writeReport,
});
