/** Preloaded into imports (NODE_OPTIONS=--import ...): they look every second for what is otherwise looked for twice a minute. */

import { QUEUE_TIMES } from '../../../dist/workers/queue/times.js';

Object.assign(QUEUE_TIMES, { lookSeconds: 1, checkMs: 1_000 });
