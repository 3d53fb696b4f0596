import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names what a process ID belongs to: the machine since it was started, and the container. Host names
 * alone do not: machines made from one image may have the same, and so may containers, each of which
 * numbers its processes itself.
 */
export function processSpace(): string {
  ours ??= [hostname(), bootId(), container()].join(' ');
  return ours;
}

/** It is compared with those of hundreds of workers every few seconds. */
let ours: string | undefined;

/** Linux's random name of this start of the kernel; elsewhere nothing. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Linux's number of the namespace of process IDs; elsewhere nothing. */
function container(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
