import { setTimeout } from 'node:timers/promises';
import { DatabaseBusyError } from '../../store/lock.js';
import type { Store } from '../../store/store.js';
import type { Galleries } from '../galleries.js';
import { Batch, type Compared } from './batch.js';
import { decideRequest } from './decide-request.js';
import { KeptOpen } from './kept-open.js';
import type { Answer, DeskRequest } from './request.js';
import type { ServedRuns } from './served-runs.js';
import { Turns } from './turns.js';
import { type Begun, type Task, Waiting } from './waiting.js';

/** Tasks of one transaction: more would keep others out for long. */
const MOST = 64;

/**
 * Least time from the beginning of one transaction to that of the next while more tasks are on their
 * way, in milliseconds: each transaction costs the same, however much is done in it.
 */
const PACE_MS = 100;

/** Others who ask for the database again and again find it free for so long, in milliseconds. */
const FREE_MS = 30;

/** Interval between two looks whether more is to come, in milliseconds. */
const LOOK_EVERY_MS = 10;

/** Interval between two attempts to open the database, in milliseconds. */
const ASK_EVERY_MS = 50;

/** What a desk works with. */
export interface DeskSettings {
  /**
   * Opens the database beside runs, at once.
   *
   * @throws {DatabaseBusyError} if another process is writing it.
   */
  readonly open: () => Store;
  /** The same to be read, with the key. */
  readonly openToRead: () => Store;
  /** Whether photos are being extracted, whose requests will come. */
  readonly expectsMore: () => boolean;
  /** How long a task waits for the database, in milliseconds. */
  readonly patienceMs: number;
  readonly galleries: Galleries;
  /** Length of the encoder's embeddings. */
  readonly dimensions: number;
  readonly runs: ServedRuns;
}

/**
 * Decides and applies what many callers ask for: whatever waits is done in one transaction, in the
 * order of arrival, each task as if it were a run of its own. Between two transactions the database
 * is free for others.
 */
export class Desk {
  readonly #settings: DeskSettings;
  readonly #waiting = new Waiting();
  readonly #turns = new Turns();
  readonly #database: KeptOpen;
  #working: Promise<void> | undefined;
  /** When the last transaction began, by `performance.now()`. */
  #began = Number.NEGATIVE_INFINITY;

  constructor(settings: DeskSettings) {
    this.#settings = settings;
    this.#database = new KeptOpen(settings.open);
  }

  /** Decides a request; resolves once what was enrolled is committed. */
  decide(request: DeskRequest, order: number, signal: AbortSignal): Promise<Answer> {
    const { encoder, extractions } = request;
    const { collection } = request.options;
    const compares = [...extractions.values()].some(({ kind }) => kind === 'sample');
    return this.#do({
      ...{ order, signal, enrollsIn: collection },
      ...(compares && { compares: { collection, encoder } }),
      work: async (batch) => {
        const gallery = compares ? batch.galleryOf(collection) : undefined;
        const answer = await decideRequest(request, {
          store: batch.store,
          desk: batch.desk,
          gallery,
        });
        if (answer.kind === 'decided') batch.note(collection, answer.outcomes);
        return answer;
      },
    });
  }

  /** Does `work`, which must be synchronous, in the next transaction; resolves once it is committed. */
  write<T>(work: (store: Store) => T, order: number, signal: AbortSignal): Promise<T> {
    return this.#do({ order, signal, work: async ({ store }) => store.once(() => work(store)) });
  }

  /** Calls `work` while the desk does nothing, so that it can open the database by itself. */
  aside<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(work);
  }

  /** Resolves when nothing waits any more, and the database is closed. */
  async idle(): Promise<void> {
    await this.#working;
    this.#database.close();
  }

  #do<T>(task: Task<T>): Promise<T> {
    const done = this.#waiting.add(task);
    this.#working ??= this.#work();
    return done;
  }

  async #work(): Promise<void> {
    // What arrives in the same moment is done together.
    await setTimeout(0);
    while (this.#waiting.size > 0) {
      await this.#gather();
      try {
        await this.#warm();
        await this.#turns.take(() => this.#doBatch());
        if (this.#waiting.size > 0) await setTimeout(FREE_MS);
      } catch (error) {
        if (!(error instanceof DatabaseBusyError)) {
          this.#waiting.rejectAll(error);
          continue;
        }
        const { patienceMs } = this.#settings;
        const waited = `waited ${patienceMs / 1000} s: ${error.holder}`;
        this.#waiting.expire(patienceMs, () => new DatabaseBusyError(waited));
        if (this.#waiting.size > 0) await setTimeout(ASK_EVERY_MS);
      }
    }
    // At once: whoever comes a moment later must find that nobody works any more.
    this.#working = undefined;
  }

  /** Waits for tasks that are about to come, unless the last transaction was a while ago. */
  async #gather(): Promise<void> {
    const isEarly = (): boolean => performance.now() < this.#began + PACE_MS;
    while (isEarly() && this.#waiting.size < MOST && this.#settings.expectsMore()) {
      await setTimeout(LOOK_EVERY_MS);
    }
  }

  /** Reads galleries for the first time before the database is taken: a large one takes a while. */
  async #warm(): Promise<void> {
    const { galleries, openToRead, dimensions } = this.#settings;
    const unread = this.#waiting.compared.filter(
      ({ collection, encoder }) => !galleries.has(collection, encoder),
    );
    if (unread.length === 0) return;
    const store = openToRead();
    try {
      for (const { collection, encoder } of distinct(unread)) {
        await galleries.open(store.collection(collection, encoder), dimensions);
      }
    } finally {
      store.close();
    }
    // For those who came meanwhile.
    await this.#warm();
  }

  async #doBatch(): Promise<void> {
    const store = this.#database.take();
    this.#began = performance.now();
    let begun: readonly Begun[] = [];
    let isSound = false;
    try {
      const ended = await store.spanning(async () => {
        begun = this.#waiting.take(MOST);
        return this.#doAll(begun, new Batch(store));
      }, this.#settings.patienceMs);
      this.#settings.runs.committed();
      isSound = true;
      // Before the database is given back: whatever comes of that, it is committed.
      for (const tell of ended) tell();
    } catch (error) {
      if (begun.length === 0) throw error;
      for (const { reject } of begun) reject(error);
    } finally {
      if (isSound) this.#database.giveBack(store);
      else store.close();
    }
  }

  async #doAll(begun: readonly Begun[], batch: Batch): Promise<readonly Ended[]> {
    const { runs, galleries, dimensions } = this.#settings;
    const compared = distinct(begun.flatMap(({ task: { compares } }) => compares ?? []));
    runs.begin(batch.store, new Set(begun.flatMap(({ task: { enrollsIn } }) => enrollsIn ?? [])));
    try {
      return await batch.comparing(compared, { galleries, dimensions }, async () => {
        const ended: Ended[] = [];
        for (const one of begun) ended.push(await doOne(one, batch));
        for (const [name, outcomes] of batch.outcomes) runs.add(batch.store, name, outcomes);
        return ended;
      });
    } finally {
      await batch.release();
    }
  }
}

/** Tells how a task ended, once that is committed. */
type Ended = () => void;

async function doOne({ task, resolve, reject }: Begun, batch: Batch): Promise<Ended> {
  try {
    const result = await task.work(batch);
    return () => resolve(result);
  } catch (error) {
    // A full disk ends the transaction itself: then nothing of the batch was done.
    if (!batch.store.isInTransaction) throw error;
    return () => reject(error);
  }
}

function distinct(all: readonly Compared[]): readonly Compared[] {
  const named = new Map(all.map((one) => [JSON.stringify([one.collection, one.encoder]), one]));
  return [...named.keys()].sort().map((name) => named.get(name) as Compared);
}
