import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LastWords } from './last-words.js';
import type { FromProcess, Setup, ToProcess, WorkerAnswer, WorkerTask } from './messages.js';
import { ownTimeOf, type TimeLimits, timeOf } from './time-limits.js';
import { Watch } from './watch.js';

const ENTRY = fileURLToPath(new URL('./extract-process.js', import.meta.url));

/**
 * How glibc hands out memory in the process, unless the operator has set it: without these
 * the memory grows with the length of the batch. Other systems pay no heed.
 */
const MALLOC = {
  // Threads would get up to eight heaps a core, each with holes of its own.
  MALLOC_ARENA_MAX: '2',
};

/**
 * Photos at work are let finish when the process is over the limit of its memory, and the
 * process is started again after them; beyond this share of it, it is ended at once.
 */
const MEMORY_TOLERANCE = 1.25;

/** So often a photo is tried again because the command slept while it was at work. */
const MAX_EXCUSES = 3;

/** What is expected of a process beside the answers to its tasks, which have numbers. */
const OPENED = 'opened';
const LEFT = 'left';

/** A task, and who waits for its answer. */
export interface Ticket {
  readonly task: WorkerTask;
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** How a process ended. */
export interface ProcessEnd {
  /** Whether it had opened its models, or was asked to go before it had. */
  readonly started: boolean;
  /** What it left unanswered, in the order in which it got them. */
  readonly unfinished: readonly Ticket[];
  /** How many tasks it answered. */
  readonly answered: number;
  /** Whether it was ended because it took too much memory. */
  readonly overMemory: boolean;
  /** Whether it was ended because it had stopped answering. */
  readonly silent: boolean;
  /** The signal or the exit code, and what it said last. */
  readonly how: string;
}

/** Told after each answer and when the models are open, and once at the end. */
export interface Listener {
  readonly onProgress: () => void;
  readonly onEnd: (end: ProcessEnd) => void;
}

/** One worker process as the command sees it, from its start to its end. */
export class WorkerProcess {
  readonly #limits: TimeLimits;
  #listener: Listener;
  readonly #watch: Watch;
  readonly #child: ChildProcess;
  readonly #lastWords = new LastWords();
  readonly #atWork = new Map<number, Ticket>();
  /** Tickets that were given again, and how often. */
  readonly #excuses = new WeakMap<Ticket, number>();
  readonly #ended: Promise<void>;
  #given = 0;
  #ready = false;
  #bytesWhenReady = 0;
  #retiring = false;
  #overMemory = false;
  #over = false;
  /** How long an answer was waited for without one, in milliseconds. */
  #silentFor: number | undefined;

  constructor(
    readonly setup: Setup,
    limits: TimeLimits,
    listener: Listener,
  ) {
    this.#limits = limits;
    this.#listener = listener;
    this.#watch = new Watch(limits.tickMs, (ms) => {
      this.#silentFor = ms;
      this.kill();
    });
    this.#child = fork(ENTRY, {
      serialization: 'advanced',
      // Who looks at photos of strangers has no business with the key, nor with the network:
      // to read the certificates of a company takes Node.js longer than to start.
      env: { ...MALLOC, ...process.env, FACEENROLL_KEY: undefined, NODE_EXTRA_CA_CERTS: undefined },
      // Results are the command's alone; what a library says at its end goes into our message.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (data: Buffer) => this.#lastWords.add(data));
    this.#child.on('message', (message: FromProcess) => this.#hear(message));
    this.#ended = new Promise((resolve) => {
      // Comes after the last message.
      this.#child.on('close', (code, signal) => {
        resolve();
        this.#end(signal ?? `exit code ${code}`);
      });
      this.#child.on('error', ({ message }) => {
        this.#lastWords.add(Buffer.from(message));
        // Of one that was not even begun 'close' tells or not, as the system's error was.
        if (this.#child.pid !== undefined) return;
        resolve();
        this.#end('not started');
      });
    });
    this.#watch.expect(OPENED, limits.openingMs);
    this.#send({ kind: 'open', setup });
  }

  /** Not before its models are open, nor when it is to go. */
  get takesPhotos(): boolean {
    return this.#ready && !this.#retiring;
  }

  /** The memory it held when its models were open; 0 until then. */
  get bytesWhenReady(): number {
    return this.#bytesWhenReady;
  }

  /** How many photos it is at. */
  get load(): number {
    return this.#atWork.size;
  }

  /** From now on it tells another; whoever had it before must not use it any more. */
  tellInstead(listener: Listener): void {
    this.#listener = listener;
  }

  give(ticket: Ticket): void {
    this.#given += 1;
    this.#atWork.set(this.#given, ticket);
    this.#watch.expect(this.#given, timeOf(ticket.task, this.#limits) + this.#limits.graceMs);
    this.#send({ kind: 'task', id: this.#given, task: ticket.task });
  }

  /**
   * Lets it go, which takes nothing from the photos if it has none; resolves when it is gone.
   * One that does not leave is ended.
   */
  async stop(): Promise<void> {
    this.#retiring = true;
    // Whether it opens its models yet matters to nobody.
    this.#watch.done(OPENED);
    this.#watch.expect(LEFT, this.#limits.leavingMs);
    // It hangs up itself: when this side does, Node.js does not tell when all is closed.
    this.#send({ kind: 'leave' });
    await this.#ended;
  }

  /** Ends it at once, whatever it is at; also one that the system has stopped. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: ToProcess): void {
    // That it cannot be told is that it is dead, which 'close' tells; one that was not begun has no channel.
    if (this.#child.channel) this.#child.send(message, () => {});
  }

  #hear(message: FromProcess): void {
    switch (message.kind) {
      case 'ready':
        this.#watch.done(OPENED);
        this.#ready = true;
        this.#bytesWhenReady = message.bytes;
        break;
      case 'answer':
        this.#settle(message.id, (ticket, waited) => {
          if (this.#isExcused(ticket, message.answer, waited)) this.give(ticket);
          else ticket.resolve(message.answer);
        });
        break;
      case 'broken':
        this.#settle(message.id, ({ reject }) => reject(message.error));
        break;
      case 'over memory':
        this.#relieve(message.bytes);
    }
    if (this.#retiring && this.#atWork.size === 0) void this.stop();
    this.#listener.onProgress();
  }

  #settle(id: number, settle: (ticket: Ticket, waited: number) => void): void {
    const ticket = this.#atWork.get(id);
    const waited = this.#watch.waited(id);
    this.#watch.done(id);
    this.#atWork.delete(id);
    if (ticket) settle(ticket, waited);
  }

  /** Whether a photo's time is over because the command slept, and the worker with it. */
  #isExcused(ticket: Ticket, answer: WorkerAnswer, waited: number): boolean {
    if (answer?.kind !== 'failed' || answer.failure.code !== 'TIMED_OUT') return false;
    if (waited >= ownTimeOf(ticket.task)) return false;
    const excuses = (this.#excuses.get(ticket) ?? 0) + 1;
    this.#excuses.set(ticket, excuses);
    return excuses <= MAX_EXCUSES;
  }

  #relieve(bytes: number): void {
    this.#retiring = true;
    const { maxMemory = 0 } = this.setup;
    const alone = this.#given === 1 && this.#atWork.size === 1;
    if (this.#atWork.size > 0 && (alone || bytes > maxMemory * MEMORY_TOLERANCE)) {
      this.#overMemory = true;
      this.kill();
    }
  }

  #end(how: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#watch.stop();
    const unfinished = [...this.#atWork.values()];
    this.#atWork.clear();
    const silentFor = this.#silentFor;
    this.#listener.onEnd({
      started: this.#ready || this.#retiring,
      unfinished,
      answered: this.#given - unfinished.length,
      overMemory: this.#overMemory,
      silent: silentFor !== undefined,
      how: silentFor === undefined ? this.#lastWords.after(how) : noAnswer(silentFor),
    });
  }
}

function noAnswer(ms: number): string {
  return `no answer for ${Math.round(ms / 100) / 10} s`;
}
