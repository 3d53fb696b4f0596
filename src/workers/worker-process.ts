import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withoutSecrets } from '../system/without-secrets.js';
import { LastWords } from './last-words.js';
import type { FromProcess, Setup, ToProcess, Unopened, WorkerAnswer } from './messages.js';
import type { Listener, Ticket } from './process-listener.js';
import { ownTimeOf, type TimeLimits, timeOf } from './time-limits.js';
import { Watch } from './watch.js';

const ENTRY = fileURLToPath(new URL('./extract-process.js', import.meta.url));

/**
 * Settings of glibc's allocator, unless the operator has set them; without them memory grows with
 * the length of the batch. Other systems ignore them.
 */
const MALLOC = {
  // By default threads get up to eight arenas per core, each fragmented separately.
  MALLOC_ARENA_MAX: '2',
};

/**
 * Over the memory limit, photos in progress finish before the process restarts; beyond this share
 * of the limit it is killed.
 */
const MEMORY_TOLERANCE = 1.25;

/** Retries of a photo because the command was suspended during its extraction. */
const MAX_EXCUSES = 3;

/** Expected besides the answers to tasks, which have numbers. */
const OPENED = 'opened';
const LEFT = 'left';

/** One worker process as seen by the command, from start to end. */
export class WorkerProcess {
  readonly #limits: TimeLimits;
  #listener: Listener;
  readonly #watch: Watch;
  readonly #child: ChildProcess;
  readonly #lastWords = new LastWords();
  readonly #atWork = new Map<number, Ticket>();
  /** Number of retries by ticket. */
  readonly #excuses = new WeakMap<Ticket, number>();
  readonly #ended: Promise<void>;
  #given = 0;
  #ready = false;
  #bytesWhenReady = 0;
  #retiring = false;
  #overMemory = false;
  #unopened: Unopened | undefined;
  #over = false;
  /** How long no answer came before the process was given up, in milliseconds. */
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
      // Code that processes strangers' photos gets neither keys nor the network; reading a
      // company's certificates would take longer than starting Node.js.
      env: { ...MALLOC, ...withoutSecrets(process.env), NODE_EXTRA_CA_CERTS: undefined },
      // Stdout is the command's alone; the library's last stderr lines go into our message.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (data: Buffer) => this.#lastWords.add(data));
    this.#child.on('message', (message: FromProcess) => this.#hear(message));
    this.#ended = new Promise((resolve) => {
      // Emitted after the last message.
      this.#child.on('close', (code, signal) => {
        resolve();
        this.#end(signal ?? `exit code ${code}`);
      });
      this.#child.on('error', ({ message }) => {
        this.#lastWords.add(Buffer.from(message));
        // When spawning fails, 'close' may or may not follow, depending on the error.
        if (this.#child.pid !== undefined) return;
        resolve();
        this.#end('not started');
      });
    });
    this.#watch.expect(OPENED, limits.openingMs);
    this.#send({ kind: 'open', setup });
  }

  /** False before its models are open and after it was asked to exit. */
  get takesPhotos(): boolean {
    return this.#ready && !this.#retiring;
  }

  /** Resident memory when its models were open, in bytes; 0 until then. */
  get bytesWhenReady(): number {
    return this.#bytesWhenReady;
  }

  /** Number of photos in progress. */
  get load(): number {
    return this.#atWork.size;
  }

  /** Replaces the listener; the previous one must no longer use the process. */
  setListener(listener: Listener): void {
    this.#listener = listener;
  }

  give(ticket: Ticket): void {
    this.#given += 1;
    this.#atWork.set(this.#given, ticket);
    this.#watch.expect(this.#given, timeOf(ticket.task, this.#limits) + this.#limits.graceMs);
    this.#send({ kind: 'task', id: this.#given, task: ticket.task });
  }

  /**
   * Asks the process to exit, which costs no photos when it is idle, and resolves when it is gone.
   * Kills it if it does not exit.
   */
  async stop(): Promise<void> {
    this.#retiring = true;
    // Nobody waits for the models any more.
    this.#watch.done(OPENED);
    this.#watch.expect(LEFT, this.#limits.leavingMs);
    // The process closes the channel: when this side does, Node.js does not emit 'close'.
    this.#send({ kind: 'leave' });
    await this.#ended;
  }

  /** Kills it at once, whatever it is doing, even if the system has stopped it. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: ToProcess): void {
    // A failed send means that it is dead, which 'close' reports; a process that never started has
    // no channel.
    if (this.#child.channel) this.#child.send(message, () => {});
  }

  #hear(message: FromProcess): void {
    switch (message.kind) {
      case 'ready':
        this.#watch.done(OPENED);
        this.#ready = true;
        this.#bytesWhenReady = message.bytes;
        break;
      case 'unopened':
        this.#unopened = message;
        this.kill();
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

  /** Whether a photo timed out because command and worker were suspended. */
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
      unopened: this.#unopened,
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
