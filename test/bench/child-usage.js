/**
 * Preloaded into a command (node --import) and so into its worker process: each writes what
 * it has used when it ends, to a file of its own in the folder that BENCH_USAGE_FOLDER
 * names. What runs in a process can ask, too.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

// Worker threads get the preload, too.
if (isMainThread && process.env.BENCH_USAGE_FOLDER) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const usage = { peakBytes: peakBytes(), cpuSeconds: (user + system) / 1e6 };
    const file = join(process.env.BENCH_USAGE_FOLDER, `${process.pid}.json`);
    writeFileSync(file, JSON.stringify(usage));
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
