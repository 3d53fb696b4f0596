import { QUEUE_OPTION } from './queue.js';
import { flag, name } from './row.js';

export const QUEUE_PURGE_OPTIONS = {
  ...QUEUE_OPTION,
  all: flag('delete all that is on the queue: imports that are at work send it again'),
  dryRun: flag('say what would be deleted, and delete nothing'),
};

export const QUEUE_SETUP_OPTIONS = {
  ...QUEUE_OPTION,
  print: flag('print the SQL for an administrator of the database, and connect to nothing', {
    conflicts: ['json', 'yes'],
  }),
  role: name('for --print: the role that imports and workers connect as', {
    default: 'faceenroll',
  }),
  again: flag('first delete the queue with all that is on it: for tables of another version'),
};
