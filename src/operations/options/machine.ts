import { RANGES } from '../../domain/option-values.js';
import { number } from './row.js';

/** How much of the machine is used. */
export const WORKERS_OPTION = {
  workers: number(RANGES.workers)('worker threads (default: one for each core)', {
    env: 'FACEENROLL_WORKERS',
  }),
};

export const MEMORY_OPTION = {
  maxMemory: number(
    RANGES.maxMemory,
    'MB',
  )('memory of the worker process; above it, it is started again (default: no limit)'),
};
