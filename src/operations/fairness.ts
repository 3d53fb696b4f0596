import { FAIRNESS_OPTIONS, refuseNoReport } from './fairness/options.js';
import { operation } from './operation.js';

export const fairness = operation({
  name: 'fairness',
  summary: 'Tell whether groups of users are treated alike: enrollment, quality and errors.',
  arguments: {},
  options: FAIRNESS_OPTIONS,
  opens: 'collection',
  access: 'read',
  key: 'needed',
  check: refuseNoReport,
  load: async () => (await import('./fairness/measure-fairness.js')).measureFairness,
});
