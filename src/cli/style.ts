import { Chalk, type ChalkInstance } from 'chalk';
import type { Io } from './io.js';

/** Colors for a terminal that wants them. */
export function stdoutStyle(io: Io): ChalkInstance {
  return new Chalk({ level: io.stdout.isTTY && !io.env.NO_COLOR ? 1 : 0 });
}
