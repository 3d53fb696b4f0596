import { operation } from './operation.js';
import { QUEUE_OPTION, WORKER_OPTIONS } from './options/queue.js';
import { QUEUE_PURGE_OPTIONS, QUEUE_SETUP_OPTIONS } from './options/queue-admin.js';
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

export const queueStatus = operation({
  name: 'queue status',
  summary: 'Tell who uses a queue, and what is on it.',
  arguments: {},
  options: QUEUE_OPTION,
  opens: 'nothing',
  access: 'read',
  check: checkQueue,
  load: async () => (await import('./queue/status.js')).statusOfQueue,
});

export const queuePurge = operation({
  name: 'queue purge',
  summary: 'Delete what imports that were killed have left on a queue.',
  arguments: {},
  options: QUEUE_PURGE_OPTIONS,
  opens: 'nothing',
  access: 'read',
  check: checkQueue,
  load: async () => (await import('./queue/purge.js')).planQueuePurge,
});

export const queueSetup = operation({
  name: 'queue setup',
  summary: 'Make the tables of a queue, or print the SQL that makes them.',
  arguments: {},
  options: QUEUE_SETUP_OPTIONS,
  opens: 'nothing',
  access: 'read',
  check: checkQueue,
  load: async () => (await import('./queue/setup.js')).setUpQueue,
});
