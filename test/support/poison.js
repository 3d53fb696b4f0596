/**
 * Preloaded into a command (NODE_OPTIONS=--import ...): in its worker threads, opening a
 * file whose name says so ends the process as faulty native code would, or takes memory.
 *
 *   poison-SIGSEGV.jpg, poison-SIGKILL-2.jpg   ends it by that signal
 *   poison-abort.jpg                           process.abort(), that is, by SIGABRT
 *   poison-exit.jpg                            ends it with exit code 7
 *   poison-memory.jpg                          takes memory for a while
 *   poison-hang.jpg                            stands still, as in a native call that hangs
 *   poison-held.jpg                            waits for the file poison-held.jpg.released
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/** More than the models and the photos of the tests take together. */
const MEMORY_BYTES = 1_200_000_000;

/** How long a thread stands still, in milliseconds; far longer than the process should live. */
const STILL_MS = 60_000;

/** How often it is looked whether a photo is let go, in milliseconds. */
const LOOK_MS = 20;

const channel = new BroadcastChannel('poison');
channel.unref();

if (isMainThread) {
  // A thread can neither abort nor leave its process.
  channel.onmessage = ({ data }) => (data === 'abort' ? process.abort() : process.exit(7));
} else {
  const { openSync } = fs;
  fs.openSync = (path, ...rest) => {
    const name = basename(String(path));
    const [, kind] = /^poison-([A-Za-z]+)/.exec(name) ?? [];
    if (kind === 'held') hold(path, name);
    else if (kind !== undefined) poison(kind);
    return openSync(path, ...rest);
  };
  syncBuiltinESMExports();
}

function poison(kind) {
  // Tells a test that waits for it.
  if (kind === 'hang') fs.writeFileSync('at-work', '');
  const held = kind === 'memory' ? Buffer.alloc(MEMORY_BYTES, 1) : undefined;
  if (kind === 'abort' || kind === 'exit') {
    fs.writeSync(2, 'free(): invalid pointer\n');
    channel.postMessage(kind);
  } else if (!held && kind !== 'hang') {
    process.kill(process.pid, kind);
  }
  wait(STILL_MS);
  held?.fill(0);
}

/** Not longer than the photo is there: the folder goes with its test, however that ends. */
function hold(path, name) {
  while (fs.existsSync(path) && !fs.existsSync(`${name}.released`)) wait(LOOK_MS);
}

function wait(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
