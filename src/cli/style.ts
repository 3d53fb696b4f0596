import { Chalk, type ChalkInstance } from 'chalk';

/** Colours for a terminal that wants them. */
export function stdoutStyle(): ChalkInstance {
  return new Chalk({ level: process.stdout.isTTY && !process.env.NO_COLOR ? 1 : 0 });
}
