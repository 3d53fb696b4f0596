import { availableParallelism } from 'node:os';
import type { Crew } from '../domain/crew.js';
import type { Encoding, EncodingJob } from '../domain/encoding.js';
import { FatalError } from '../domain/fatal-error.js';
import type { Fitting, FittingJob } from '../domain/fitting.js';
import type { Pictured, PictureJob } from '../domain/photo-picture.js';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { PackModels } from '../models/packs.js';
import {
  type Setup,
  TASKS_PER_THREAD,
  TRY_MODELS,
  type WorkerAnswer,
  type WorkerTask,
} from './messages.js';
import { photoFailure } from './photo-failure.js';
import {
  alwaysEnds,
  cannotOpen,
  cannotStart,
  endedAtTrial,
  tooLittleMemory,
} from './pool-errors.js';
import type { PoolOptions } from './pool-options.js';
import type { ProcessEnd, Ticket } from './process-listener.js';
import { type AnyProcess, NEW_PROCESSES, type WorkerProcesses } from './processes.js';
import { TIME_LIMITS, type TimeLimits } from './time-limits.js';

/** Starts of a process that dies before its models are open; then the run ends. */
const MAX_STARTS = 3;

/** Crashes without a single answer after which the photos are not to blame. */
const MAX_BLAMED_AT_FIRST = 10;

/** How long photos in progress may take to finish after `drop`, in milliseconds; one takes about 50. */
const DROP_AFTER_MS = 1_200;

const MEGABYTE = 1e6;

/** What extracts photos, here or on other machines; whoever has it closes it. */
export type PhotoPool = Pick<
  ExtractionPool,
  'capacity' | 'start' | 'extract' | 'drop' | 'close'
> & {
  /** Who works for it now, where that is on other machines. */
  crew?(): Crew;
};

/** What encodes stored faces, here or on other machines. */
export type EncodingPool = Pick<ExtractionPool, 'capacity' | 'encode' | 'drop' | 'close'> & {
  crew?(): Crew;
};

/**
 * Extracts photos in the threads of one worker process. When the process dies, another replaces it
 * and retries the photos in progress one by one: a photo that ends a process on its own fails, all
 * others get their answer. A process that stops answering is killed, with the same effect.
 */
export class ExtractionPool {
  readonly #setup: Setup;
  readonly #limits: TimeLimits;
  readonly #processes: WorkerProcesses;
  /** Promises given to callers. */
  readonly #promised = new Set<Promise<unknown>>();
  /** Submitted, not yet given to a process. */
  readonly #waiting: Ticket[] = [];
  /** In progress in a process that died. */
  readonly #suspects: Ticket[] = [];
  #process: AnyProcess | undefined;
  /** Whether the process works on a suspect, which must be alone. */
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

  /** Photos to submit at once; more would only wait in memory. */
  get capacity(): number {
    return this.#setup.threads * TASKS_PER_THREAD[this.#setup.work] + 1;
  }

  /** Starts the process and opens its models, unless done, so that it is ready for the first photo. */
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

  /** Extracts one photo. Rejects only when nothing can be extracted at all, never because of the photo. */
  async extract(job: ExtractionJob): Promise<Extraction> {
    return (await this.#run(job)) as Extraction;
  }

  /** Makes one photo fit a profile; rejects as `extract` does. */
  async fit(job: FittingJob): Promise<Fitting> {
    return (await this.#run(job)) as Fitting;
  }

  /** Makes a small picture of one photo; rejects as `extract` does. */
  async picture(job: PictureJob): Promise<Pictured> {
    return (await this.#run(job)) as Pictured;
  }

  /** Encodes one stored face, in a pool for that work; rejects as `extract` does. */
  async encode(job: EncodingJob): Promise<Encoding> {
    return (await this.#run(job)) as Encoding;
  }

  /** Rejects with the problem when the models do not do what their pack says. */
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
    if (end.unopened) {
      this.#giveUp(cannotOpen(end.unopened, this.#setup.threads));
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
    // A crash at the only photo is the photo's fault; a standstill may have an outside cause, so
    // the photo gets a second try.
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
      const failure = photoFailure(task, end, this.#setup, this.#limits);
      resolve({ kind: 'failed', failure });
    }
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
   * Accepts no more photos and rejects waiting ones with `why`. Photos in progress may finish for a
   * moment, then are rejected, too, even when one hangs in native code.
   */
  drop(why: unknown): void {
    this.#giveUp(why);
    setTimeout(() => this.#process?.kill(), DROP_AFTER_MS).unref();
  }

  /** Ends the process once every submitted photo is finished; rejects later ones. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#promised);
    // A run that fails may still submit a photo, which would start a process that nobody ends.
    this.#giveUp(this.#broken ?? new FatalError('the worker process was closed'));
    const process = this.#process;
    if (!process) return;
    // It now belongs to another pool.
    this.#process = undefined;
    await this.#processes.giveBack(process);
  }
}
