// Limits libvips' loaders before a thread decodes: see there.
import '../face/sharp.js';
import { leaveOutMaglev } from './fewer-compilers.js';
import type { FromProcess, Setup, ToProcess } from './messages.js';
import { keepYoungGenerationSmall } from './small-heap.js';
import { ThreadPool } from './thread-pool.js';

/**
 * Entry point of the worker process: opens the models in its threads, processes photos, and exits
 * on request or when the command is gone. A crash of the native image and model libraries ends this
 * process, not the command.
 */

/** Interval for checking the memory, in milliseconds; a photo takes about 50. */
const MEMORY_WATCH_MS = 50;

// All messages pass through this thread. Other threads have a limit of their own, see thread-pool.ts.
keepYoungGenerationSmall();
// Holds for its threads, which read pixels.
leaveOutMaglev();

let pool: ThreadPool | undefined;
/** Tasks in progress, including opening the models. */
let atWork = 0;

async function open(setup: Setup): Promise<void> {
  atWork += 1;
  pool = new ThreadPool(setup);
  const unopened = await pool.opened();
  atWork -= 1;
  if (unopened) return send(unopened);
  send({ kind: 'ready', bytes: process.memoryUsage.rss() });
  if (setup.maxMemory !== undefined) watchMemory(setup.maxMemory);
}

/** Works because this thread computes nothing itself, so it can check while others compute. */
function watchMemory(maxMemory: number): void {
  const look = (): void => {
    const bytes = process.memoryUsage.rss();
    if (bytes > maxMemory) send({ kind: 'over memory', bytes });
  };
  setInterval(look, MEMORY_WATCH_MS).unref();
}

async function work({ id, task }: Extract<ToProcess, { kind: 'task' }>): Promise<void> {
  atWork += 1;
  let answer: FromProcess;
  try {
    answer = { kind: 'answer', id, answer: await pool?.run(task) };
  } catch (error) {
    answer = { kind: 'broken', id, error };
  }
  atWork -= 1;
  send(answer);
}

function send(message: FromProcess): void {
  // The callback ignores errors: when the command is gone, 'disconnect' handles it.
  process.send?.(message, undefined, undefined, () => {});
}

async function leave(): Promise<void> {
  // Nobody awaits the tasks. Only a signal is quick and quiet: a thread inside a model cannot be
  // ended.
  if (atWork > 0) process.kill(process.pid, 'SIGKILL');
  await pool?.close();
}

// A terminal signals all processes; the command decides what becomes of the photos.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => void leave());
process.on('message', (message: ToProcess) => {
  // The command was gone before this process could notice; without work, the process exits.
  if (!process.connected) return;
  if (message.kind === 'open') void open(message.setup);
  else if (message.kind === 'task') void work(message);
  else process.disconnect();
});
