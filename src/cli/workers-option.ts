import { Option } from 'commander';
import { wholeNumber } from './parsers.js';

/** How many threads look at photos; a container may have less than the machine's cores. */
export function workersOption(): Option {
  return new Option('--workers <n>', 'worker threads (default: one for each core)')
    .env('FACEENROLL_WORKERS')
    .argParser(wholeNumber(1, 256));
}
