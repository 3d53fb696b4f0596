/**
 * Preloaded into a command (node --import): when the process ends, writes what it has
 * used to the file that BENCH_USAGE_FILE names. What runs in the process can ask, too.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Worker threads get the preload, too.
if (isMainThread && process.env.BENCH_USAGE_FILE) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const usage = { peakBytes: peakBytes(), cpuSeconds: (user + system) / 1e6 };
    writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(usage));
  });
}

/**
 * Linux's getrusage remembers the parent's memory from the moment of the fork, so that a
 * large benchmark would make its child look large; /proc knows the process alone.
 */
export function peakBytes() {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
