import { randomUUID } from 'node:crypto';
import type { WorkDone } from '../../../domain/crew.js';
import type { Link } from '../../../postgres/link.js';
import { Works } from '../../works.js';
import { Loop } from '../loop.js';
import { PhotoQueue } from '../photo-queue.js';
import { QueueKey } from '../queue-key.js';
import { queueProblem } from '../tables/problem.js';
import { Answers } from './answers.js';
import { beginAlone, giveBack, type SealedOrder, type TakeHeard, takeOrders } from './claims.js';
import { Hands } from './hands.js';
import { idleMs, Pace } from './pace.js';
import { WorkerPresence } from './presence.js';
import { Replies, type RepliesSetup, type SealedResult } from './replies.js';

/** How long a worker that ends waits for PostgreSQL to take its last answers. */
const LEAVE_MS = 10_000;

/** Photos in hand, extracted or not, for each that the pool takes: their answers are on their way. */
const IN_HAND = 8;

/** For how much of the pool there must be room before photos are taken: several at once cost little more than one. */
const LEAST_ROOM = 0.5;

/** Times that a photo is tried alone; with the one in company before, it has then ended three workers. */
const MOST_ALONE = 2;

export interface QueueWorkerSetup extends Omit<RepliesSetup, 'key'> {
  readonly link: Link;
  readonly key: Uint8Array;
  readonly tell: (message: string) => void;
  /** Hears of each photo that is done. */
  readonly onDone?: (isFailed: boolean) => void;
}

/**
 * Takes photos off the queue, extracts them and answers. A photo that was in the hands of a worker
 * that is gone is tried alone: if it ends its worker again, nobody else's photo suffers for it.
 */
export class QueueWorker {
  readonly #setup: QueueWorkerSetup;
  readonly #key: QueueKey;
  readonly #hands = new Hands();
  readonly #replies: Replies;
  readonly #presence: WorkerPresence;
  readonly #pace = new Pace();
  readonly #heard: TakeHeard = {
    claimed: (claims) => this.#hands.expect(claims),
    took: (times) => this.#pace.took(times),
  };
  readonly #works: Works;
  #broken: unknown;

  constructor(setup: QueueWorkerSetup) {
    this.#setup = setup;
    this.#key = new QueueKey(setup.key);
    this.#replies = new Replies({ ...setup, key: this.#key });
    this.#works = new Works(() => setup.pool.capacity);
    this.#presence = new WorkerPresence({
      id: randomUUID(),
      extractor: setup.extractor,
      slots: () => this.#slots,
      hands: this.#hands,
      tell: setup.tell,
    });
  }

  /** What it has done so far. */
  get done(): WorkDone {
    return this.#presence.done;
  }

  /**
   * Works until the signal is aborted, then finishes what is at work.
   *
   * @param idleMs ends, too, when there was nothing to do for that long; default: never
   * @throws {FatalError} when all imports ask for another extractor, or nothing can be extracted.
   */
  async run(signal: AbortSignal, idleMs = Number.POSITIVE_INFINITY): Promise<WorkDone> {
    const { link, extractor } = this.#setup;
    const stopWaiting = (): void => link.stopWaiting();
    if (signal.aborted) stopWaiting();
    signal.addEventListener('abort', stopWaiting);
    try {
      const queue = await PhotoQueue.open(link, extractor, this.#key, { supervises: false });
      try {
        await this.#presence.begin(queue);
        signal.removeEventListener('abort', stopWaiting);
        if (!signal.aborted) await this.#work(signal, queue, idleMs);
      } finally {
        await queue.close();
      }
    } catch (error) {
      // It was to end while it waited for PostgreSQL.
      if (!signal.aborted || this.#broken) throw queueProblem(link, error);
    } finally {
      signal.removeEventListener('abort', stopWaiting);
      await this.#replies.close();
    }
    return this.done;
  }

  async #work(signal: AbortSignal, queue: PhotoQueue, idleMs: number): Promise<void> {
    const { link } = this.#setup;
    let tooLong: NodeJS.Timeout | undefined;
    const leaveSoon = (): void => {
      this.#works.beginNoMore();
      tooLong ??= setTimeout(() => link.stopWaiting(), LEAVE_MS);
    };
    signal.addEventListener('abort', leaveSoon);
    const onError = (error: unknown): void => this.#break(error);
    const onErrorUnlessEnding = (error: unknown): void => {
      if (!signal.aborted) this.#break(error);
    };
    const answers = new Answers(queue, this.#hands, onError);
    const beats = new Loop(() => this.#presence.beat(queue), onError);
    await this.#takeUntil(signal, queue, answers, idleMs).catch(onErrorUnlessEnding);
    leaveSoon();
    await this.#works.allDone();
    await answers.end().catch(onErrorUnlessEnding);
    await beats.end();
    await this.#leave(queue);
    clearTimeout(tooLong);
    signal.removeEventListener('abort', leaveSoon);
    if (this.#broken) throw this.#broken;
  }

  async #takeUntil(
    signal: AbortSignal,
    queue: PhotoQueue,
    answers: Answers,
    idleMs: number,
  ): Promise<void> {
    let idleSince = performance.now();
    while (!signal.aborted && !this.#broken) {
      if (this.#hands.size > 0) idleSince = performance.now();
      else if (performance.now() - idleSince > idleMs) return;
      await this.#step(signal, queue, answers);
    }
  }

  async #step(signal: AbortSignal, queue: PhotoQueue, answers: Answers): Promise<void> {
    const works = this.#works;
    if (this.#hands.hasSuspect)
      return works.size > 0 ? works.oneDone() : this.#tryAlone(queue, answers);
    const { capacity } = this.#setup.pool;
    const room = Math.min(this.#slots - works.size, IN_HAND * capacity - this.#hands.size);
    if (room < LEAST_ROOM * capacity && works.size > 0) return works.oneDone();
    const n = Math.min(room, this.#pace.most);
    const orders = n > 0 ? await takeOrders(queue, n, this.#heard) : [];
    works.add(this.#hands.take(orders).map((order) => () => this.#do(order, answers)));
    if (orders.length > 0) return;
    await works.allDoneWithin(idleMs(this.#presence.workers), signal);
  }

  /** Photos that it has at once, at work or taken ahead. */
  get #slots(): number {
    const { capacity } = this.#setup.pool;
    return capacity + this.#pace.ahead(this.#presence.rate, capacity);
  }

  async #tryAlone(queue: PhotoQueue, answers: Answers): Promise<void> {
    const order = this.#hands.nextSuspect();
    if (!order) return;
    const times = await beginAlone(queue, order.claim);
    if (times === undefined) this.#hands.drop([order.claim.id]);
    else if (times <= MOST_ALONE) {
      this.#works.add([() => this.#do(order, answers)]);
      await this.#works.allDone();
    } else this.#handIn(this.#replies.crashed(order), answers);
  }

  async #do(order: SealedOrder, answers: Answers): Promise<void> {
    try {
      this.#handIn(await this.#replies.to(order), answers);
    } catch (error) {
      this.#break(error);
    }
  }

  #handIn({ answered, outcome }: SealedResult, answers: Answers): void {
    answers.add(answered);
    if (outcome === undefined) return;
    const isFailed = outcome === 'failed';
    this.#presence.count(isFailed);
    this.#setup.onDone?.(isFailed);
  }

  #break(error: unknown): void {
    this.#broken ??= queueProblem(this.#setup.link, error);
    this.#works.beginNoMore();
  }

  /** Gives back what was not done. */
  async #leave(queue: PhotoQueue): Promise<void> {
    try {
      await giveBack(queue, this.#hands.claims);
      await this.#presence.leave(queue);
    } catch {
      // PostgreSQL is away: others get the photos when this worker has been silent for a while.
    }
  }
}
