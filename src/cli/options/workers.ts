import { Option } from 'commander';
import { RANGES } from '../../domain/option-values.js';
import { numberIn } from './parsers.js';

/** How many threads look at photos; a container may have less than the machine's cores. */
export function workersOption(): Option {
  return new Option('--workers <n>', 'worker threads (default: one for each core)')
    .env('FACEENROLL_WORKERS')
    .argParser(numberIn(RANGES.workers));
}
