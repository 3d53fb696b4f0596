import { availableParallelism } from 'node:os';
import type { Encoding, EncodingJob } from '../domain/encoding.js';
import { type Failure, fail } from '../domain/failures.js';
import { FatalError } from '../domain/fatal-error.js';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { PackModels } from '../models/packs.js';
import {
  type Setup,
  TASKS_PER_THREAD,
  TRY_MODELS,
  type WorkerAnswer,
  type WorkerTask,
} from './messages.js';
import { alwaysEnds, cannotStart, endedAtTrial, tooLittleMemory } from './pool-errors.js';
import type { PoolOptions } from './pool-options.js';
import { type AnyProcess, NEW_PROCESSES, type WorkerProcesses } from './processes.js';
import { TIME_LIMITS, type TimeLimits, timeOf } from './time-limits.js';
import type { ProcessEnd, Ticket } from './worker-process.js';

/** A process that dies before its models are open is started so often, then the run ends. */
const MAX_STARTS = 3;

/** When so many photos crash the process and none gets an answer, it is not for the photos. */
const MAX_BLAMED_AT_FIRST = 10;

/** Photos at work may be finished for so long when all is to be dropped, in milliseconds: one takes about 50. */
const DROP_AFTER_MS = 1_200;

const MEGABYTE = 1e6;

/** What to do about a photo at which a process does not even notice that its time is over. */
const STOOD_STILL =
  'Try it again. If it fails again, save the photo with another program, or remove it.';

type PhotoTask = Exclude<WorkerTask, string>;

/**
 * Turns photos into samples, in the threads of one worker process. When that dies, another
 * takes its place, and the photos that were at work are tried again one by one: one that
 * ends a process to which nothing else was given fails, all others get their answer. A process
 * that stops answering is ended, which is a death like any other.
 */
export class ExtractionPool {
  readonly #setup: Setup;
  readonly #limits: TimeLimits;
  readonly #processes: WorkerProcesses;
  /** What callers wait for. */
  readonly #promised = new Set<Promise<unknown>>();
  /** Handed in, and not given to a process yet. */
  readonly #waiting: Ticket[] = [];
  /** Were at work in a process that died. */
  readonly #suspects: Ticket[] = [];
  #process: AnyProcess | undefined;
  /** Whether the process is at a suspect, which must be alone. */
  #trying = false;
  #failedStarts = 0;
  #blamed = 0;
  #everAnswered = false;
  /** Why nothing can be extracted any more. */
  #broken: unknown;

  constructor(models: PackModels, options: PoolOptions = {}) {
    const { threads = availableParallelism(), maxMemory, work = 'extract' } = options;
    const limit = maxMemory === undefined ? {} : { maxMemory: maxMemory * MEGABYTE };
    this.#setup = { models, threads, work, ...limit };
    this.#limits = options.limits ?? TIME_LIMITS;
    this.#processes = options.processes ?? NEW_PROCESSES;
  }

  /** How many photos it takes at once; more would only wait in memory. */
  get capacity(): number {
    return this.#setup.threads * TASKS_PER_THREAD[this.#setup.work] + 1;
  }

  /** Starts the process and has it open its models, if that has not begun, so that it is ready when the first photo comes. */
  start(): void {
    if (!this.#broken) this.#started();
  }

  #started(): AnyProcess {
    this.#process ??= this.#processes.take(this.#setup, this.#limits, {
      onProgress: () => this.#handOut(),
      onEnd: (end) => {
        this.#process = undefined;
        this.#learnFrom(end);
        this.#handOut();
      },
    });
    return this.#process;
  }

  /** Extracts one photo. Rejects only when nothing can be extracted at all, never for a photo. */
  async extract(job: ExtractionJob): Promise<Extraction> {
    return (await this.#run(job)) as Extraction;
  }

  /** Encodes one face again, in a pool whose work is that; rejects as `extract` does. */
  async encode(job: EncodingJob): Promise<Encoding> {
    return (await this.#run(job)) as Encoding;
  }

  /** Rejects with what is wrong when the models do not do what their pack says. */
  async tryModels(): Promise<void> {
    await this.#run(TRY_MODELS);
  }

  #run(task: WorkerTask): Promise<WorkerAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>();
    this.#waiting.push({ task, resolve, reject });
    this.#promised.add(promise);
    const done = (): boolean => this.#promised.delete(promise);
    promise.then(done, done);
    this.#handOut();
    return promise;
  }

  /** Gives the process what it can take: suspects first, each alone, then the others. */
  #handOut(): void {
    if (this.#broken) this.#rejectAll(this.#broken);
    if (this.#suspects.length + this.#waiting.length === 0) return;
    const process = this.#started();
    if (!process.takesPhotos) return;
    this.#failedStarts = 0;
    const { maxMemory = Number.POSITIVE_INFINITY } = this.#setup;
    if (process.bytesWhenReady > maxMemory) {
      this.#giveUp(tooLittleMemory(process.bytesWhenReady, maxMemory));
      return;
    }
    if (process.load === 0) {
      const suspect = this.#suspects.shift();
      this.#trying = suspect !== undefined;
      if (suspect) process.give(suspect);
    }
    while (!this.#trying && process.load < this.capacity) {
      const next = this.#waiting.shift();
      if (!next) return;
      process.give(next);
    }
  }

  #learnFrom(end: ProcessEnd): void {
    if (this.#broken) {
      for (const { reject } of end.unfinished) reject(this.#broken);
      return;
    }
    if (!end.started) {
      this.#failedStarts += 1;
      if (this.#failedStarts === MAX_STARTS)
        this.#giveUp(cannotStart(end.how, this.#setup.threads, MAX_STARTS));
      return;
    }
    if (end.answered > 0) this.#everAnswered = true;
    const [only, ...others] = end.unfinished;
    const isAlone = only !== undefined && others.length === 0 && end.answered === 0;
    // A process that crashes at its only photo does so for the photo; that it stands still may be
    // for something that stopped it from outside, so that the photo gets a second try.
    if (isAlone && (this.#trying || !end.silent)) this.#blame(only, end);
    else this.#suspects.unshift(...end.unfinished);
  }

  #blame({ task, resolve, reject }: Ticket, end: ProcessEnd): void {
    this.#blamed += 1;
    if (typeof task === 'string') {
      reject(endedAtTrial(end));
    } else if (this.#blamed === MAX_BLAMED_AT_FIRST && !this.#everAnswered) {
      this.#giveUp(alwaysEnds(end, MAX_BLAMED_AT_FIRST));
      reject(this.#broken);
    } else {
      resolve({ kind: 'failed', failure: this.#failureOf(task, end) });
    }
  }

  #failureOf(task: PhotoTask, { how, overMemory, silent }: ProcessEnd): Failure {
    if (overMemory) return this.#tooLarge();
    if (!silent) return fail('WORKER_CRASHED', { how });
    return fail('TIMED_OUT', { seconds: timeOf(task, this.#limits) / 1000 }, STOOD_STILL);
  }

  #tooLarge(): Failure {
    const megabytes = (this.#setup.maxMemory ?? 0) / MEGABYTE;
    const advice = 'Save the photo with fewer pixels, or allow more memory (--max-memory).';
    return fail('WORKER_CRASHED', { megabytes }, advice);
  }

  #giveUp(why: unknown): void {
    this.#broken = why;
    this.#rejectAll(why);
  }

  #rejectAll(why: unknown): void {
    for (const { reject } of this.#suspects.splice(0)) reject(why);
    for (const { reject } of this.#waiting.splice(0)) reject(why);
  }

  /**
   * Takes no photo any more and rejects those that wait, with `why`; those at work are finished,
   * or rejected as well after a moment, also when one hangs in native code.
   */
  drop(why: unknown): void {
    this.#giveUp(why);
    setTimeout(() => this.#process?.kill(), DROP_AFTER_MS).unref();
  }

  /** Lets the process go once every photo that was handed in is finished; rejects those that come later. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#promised);
    // A run that stops at an error may have a photo on its way here: it would start a process
    // that nobody ends.
    this.#giveUp(this.#broken ?? new FatalError('the worker process was closed'));
    const process = this.#process;
    if (!process) return;
    // It is another's from now on.
    this.#process = undefined;
    await this.#processes.giveBack(process);
  }
}
