import { operation } from './operation.js';
import { WORKER_OPTIONS } from './options/queue.js';
import { checkQueue } from './queue/check.js';

export const worker = operation({
  name: 'worker',
  summary: 'Extract the photos of imports on other machines.',
  arguments: {},
  options: WORKER_OPTIONS,
  opens: 'nothing',
  access: 'read',
  check: checkQueue,
  load: async () => (await import('./queue/work.js')).startWorker,
});
