import { readFileSync } from 'node:fs';

/** What the system allows this process and those that it starts; infinite where it does not tell. */
export interface Limits {
  /** Files that may be open at once. */
  readonly openFiles: number;
  /** Bytes of addresses, used or not (ulimit -v). */
  readonly addressSpace: number;
}

/** Reads the limits (of Linux alone). */
export function limits(): Limits {
  let text = '';
  try {
    text = readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Another system: nothing is known.
  }
  const limit = (name: string): number =>
    Number(new RegExp(`^${name} +(\\d+)`, 'm').exec(text)?.[1] ?? Number.POSITIVE_INFINITY);
  return { openFiles: limit('Max open files'), addressSpace: limit('Max address space') };
}
