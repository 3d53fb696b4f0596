import type { FromProcess, Setup, ToProcess } from './messages.js';
import { keepYoungGenerationSmall } from './small-heap.js';
import { ThreadPool } from './thread-pool.js';

/**
 * Entry point of the worker process: opens the models in its threads, works on what it is
 * given, and goes away when it is told to or the command is gone. Image and model libraries
 * are native, and what goes wrong in them ends the whole process: this one, not the command.
 */

/** How often the memory is looked at, in milliseconds: a photo takes about 50 of them. */
const MEMORY_WATCH_MS = 50;

// Messages pass through this thread. Threads have a limit of their own, see thread-pool.ts.
keepYoungGenerationSmall();

let pool: ThreadPool | undefined;
/** Tasks under way, the opening of the models included. */
let atWork = 0;

async function open(setup: Setup): Promise<void> {
  atWork += 1;
  pool = new ThreadPool(setup);
  await pool.opened();
  atWork -= 1;
  tell({ kind: 'ready', bytes: process.memoryUsage.rss() });
  if (setup.maxMemory !== undefined) watchMemory(setup.maxMemory);
}

/** This thread has nothing to compute, so that it sees what the others take while they do. */
function watchMemory(maxMemory: number): void {
  const look = (): void => {
    const bytes = process.memoryUsage.rss();
    if (bytes > maxMemory) tell({ kind: 'over memory', bytes });
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
  tell(answer);
}

function tell(message: FromProcess): void {
  // A command that is gone hears nothing; 'disconnect' sees to the rest.
  process.send?.(message, undefined, undefined, () => {});
}

async function leave(): Promise<void> {
  // Nobody waits for what is at work. No other end is as quick and as quiet: a thread cannot
  // be ended inside a model.
  if (atWork > 0) process.kill(process.pid, 'SIGKILL');
  await pool?.close();
}

// A terminal signals the command's processes alike; the command says what becomes of photos.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => void leave());
process.on('message', (message: ToProcess) => {
  // The command was gone before this process could notice; with nothing to do, it ends.
  if (!process.connected) return;
  if (message.kind === 'open') void open(message.setup);
  else if (message.kind === 'task') void work(message);
  else process.disconnect();
});
