import { readFileSync } from 'node:fs';

/** The system's limits for this process and its children; infinite where unknown. */
export interface Limits {
  /** Files open at once. */
  readonly openFiles: number;
  /** Bytes of address space (ulimit -v). */
  readonly addressSpace: number;
}

/** Reads the limits; on Linux only. */
export function limits(): Limits {
  let text = '';
  try {
    text = readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Not Linux: limits are unknown.
  }
  const limit = (name: string): number =>
    Number(new RegExp(`^${name} +(\\d+)`, 'm').exec(text)?.[1] ?? Number.POSITIVE_INFINITY);
  return { openFiles: limit('Max open files'), addressSpace: limit('Max address space') };
}
