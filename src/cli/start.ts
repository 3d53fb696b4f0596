import type { Io } from './io.js';
import { main } from './main.js';

// Lets a database be read where nothing can be written (see store/frozen.ts).
process.env.SQLITE_USE_URI = '1';

/** This process. A stream is opened when it is first asked for. */
const io: Io = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  env: process.env,
  // It may be gone: main tells so.
  get cwd() {
    return process.cwd();
  },
  get shownFrom() {
    return process.cwd();
  },
  signals: {
    on: (signal, handler) => process.on(signal, handler),
    off: (signal, handler) => process.off(signal, handler),
    raise: (signal) => process.kill(process.pid, signal),
  },
};

process.exitCode = await main(process.argv.slice(2), io);
