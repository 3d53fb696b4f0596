import { readFileSync } from 'node:fs';

/** How often the memory of a command is looked at, in milliseconds; a photo takes about 50 of them. */
const MEMORY_WATCH_MS = 50;

/** The most that a process and its children held at one time, where the system tells. */
export class MemoryWatch {
  /** 0 where the system does not tell. */
  peakBytes = 0;
  #timer;

  constructor(pid) {
    this.#timer = setInterval(() => this.#look(pid), MEMORY_WATCH_MS);
  }

  #look(pid) {
    try {
      const children =
        readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? [];
      const bytes = [pid, ...children].map(residentBytes).reduce((a, b) => a + b);
      this.peakBytes = Math.max(this.peakBytes, bytes);
    } catch {
      // Another system, or a process that has just ended.
    }
  }

  stop() {
    clearInterval(this.#timer);
  }
}

function residentBytes(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) * 1024;
}
