import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkDone } from '../../../domain/crew.js';
import type { Encoding } from '../../../domain/encoding.js';
import type { ExtractorFacts } from '../../../domain/extractor.js';
import { fail } from '../../../domain/failures.js';
import type { Extraction } from '../../../domain/sample.js';
import { count } from '../../../domain/text.js';
import type { Link } from '../../../postgres/link.js';
import type { ExtractionPool } from '../../pool.js';
import { type Order, openOrder, type Reply, sealReply } from '../letters.js';
import { Bell, Loop } from '../loop.js';
import { PhotoQueue } from '../photo-queue.js';
import { QueueKey } from '../queue-key.js';
import { queueProblem } from '../tables/problem.js';
import { Answers } from './answers.js';
import { beginAlone, giveBack, type SealedOrder, takeOrders } from './claims.js';
import { Hands } from './hands.js';
import { WorkerPresence } from './presence.js';
import { SharedFiles } from './shared-files.js';

/**
 * Milliseconds until the next look for photos when there were none. All workers of a queue together
 * look 250 times a second at most, which takes PostgreSQL a twelfth of a processor.
 */
const IDLE_MS = { least: 250, forWorker: 4, most: 2_000 } as const;

/** How long a worker that ends waits for PostgreSQL to take its last answers. */
const LEAVE_MS = 10_000;

/** Photos in hand, extracted or not, for each that the pool takes: their answers are on their way. */
const IN_HAND = 4;

/** How much of the pool must be free before photos are taken: several at once cost little more than one. */
const LEAST_FREE = 0.5;

/** Times that a photo is tried alone; with the one in company before, it has then ended three workers. */
const MOST_ALONE = 2;

export interface QueueWorkerSetup {
  readonly link: Link;
  readonly key: Uint8Array;
  readonly extractor: ExtractorFacts;
  readonly pool: Pick<ExtractionPool, 'capacity' | 'extract'>;
  /** Encodes stored faces; made when the first one comes. */
  readonly encoder: () => Pick<ExtractionPool, 'encode'>;
  /** Real path of the folder that all machines see. */
  readonly photosFolder?: string | undefined;
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
  readonly #files: SharedFiles;
  readonly #presence: WorkerPresence;
  #atWork = 0;
  #broken: unknown;
  /** Rings when something at work is done. */
  readonly #freed = new Bell();

  constructor(setup: QueueWorkerSetup) {
    this.#setup = setup;
    this.#key = new QueueKey(setup.key);
    this.#files = new SharedFiles(setup.photosFolder);
    const { extractor, pool, tell } = setup;
    this.#presence = new WorkerPresence({
      ...{ id: randomUUID(), extractor, slots: pool.capacity, hands: this.#hands, tell },
    });
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
      if (!signal.aborted || this.#broken) throw error;
    } finally {
      signal.removeEventListener('abort', stopWaiting);
      await this.#files.close();
    }
    return this.#presence.done;
  }

  async #work(signal: AbortSignal, queue: PhotoQueue, idleMs: number): Promise<void> {
    const { link } = this.#setup;
    let tooLong: NodeJS.Timeout | undefined;
    const leaveSoon = (): void => {
      tooLong ??= setTimeout(() => link.stopWaiting(), LEAVE_MS);
    };
    signal.addEventListener('abort', leaveSoon);
    const onError = (error: unknown): void => this.#break(error);
    const answers = new Answers(queue, this.#hands, onError);
    const beats = new Loop(() => this.#presence.beat(queue), onError);
    try {
      await this.#takeUntil(signal, queue, answers, idleMs);
    } catch (error) {
      if (!signal.aborted) this.#break(error);
    }
    await this.#allFreed();
    leaveSoon();
    await answers.end().catch(onErrorUnless(signal, onError));
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
    if (this.#hands.hasSuspect) {
      if (this.#atWork > 0) return this.#freed.rung();
      return this.#tryAlone(queue, answers);
    }
    const { capacity } = this.#setup.pool;
    const free = Math.min(capacity - this.#atWork, IN_HAND * capacity - this.#hands.size);
    const least = LEAST_FREE * capacity;
    const orders = free >= least ? await takeOrders(queue, free) : [];
    for (const order of this.#hands.take(orders)) void this.#do(order, answers);
    if (orders.length > 0) return;
    if (capacity - this.#atWork < least) return this.#freed.rung();
    const pause = sleep(idleMs(this.#presence.workers), undefined, { signal }).catch(() => {});
    await (this.#atWork > 0 ? Promise.race([pause, this.#allFreed()]) : pause);
  }

  async #allFreed(): Promise<void> {
    while (this.#atWork > 0) await this.#freed.rung();
  }

  async #tryAlone(queue: PhotoQueue, answers: Answers): Promise<void> {
    const order = this.#hands.nextSuspect();
    if (!order) return;
    const times = await beginAlone(queue, order.claim);
    if (times === undefined) this.#hands.drop([order.claim.id]);
    else if (times <= MOST_ALONE) await this.#do(order, answers);
    else this.#answer(order, answers, { kind: 'done', answer: crashed(order.deaths) });
  }

  async #do(order: SealedOrder, answers: Answers): Promise<void> {
    this.#atWork += 1;
    try {
      this.#answer(order, answers, await this.#replyTo(order));
    } catch (error) {
      this.#break(error);
    } finally {
      this.#atWork -= 1;
      this.#freed.ring();
    }
  }

  async #replyTo({ claim, mark, salt, sealed }: SealedOrder): Promise<WithoutFacts<Reply>> {
    const order = openOrder(this.#key.ofRun(salt), { photo: claim.id, mark }, sealed);
    return order ? this.#replyToOpened(order) : { kind: 'unopened' };
  }

  async #replyToOpened(order: Order): Promise<WithoutFacts<Reply>> {
    const { pool, encoder } = this.#setup;
    if (order.kind === 'encode') return { kind: 'done', answer: await encoder().encode(order.job) };
    if (!order.file) return { kind: 'done', answer: await pool.extract(order.job) };
    const bytes = await this.#files.see(order.file);
    if (typeof bytes === 'string') return { kind: 'unseen', why: bytes, host: hostname() };
    return { kind: 'done', answer: await pool.extract({ ...order.job, bytes }) };
  }

  #answer({ claim, mark, salt }: SealedOrder, answers: Answers, reply: WithoutFacts<Reply>): void {
    const { extractor, onDone } = this.#setup;
    const photo = claim.id;
    const whole = { ...reply, extractor } as Reply;
    answers.add({ photo, sealed: sealReply(this.#key.ofRun(salt), { photo, mark }, whole) });
    if (reply.kind !== 'done') return;
    const isFailed = reply.answer.kind === 'failed';
    this.#presence.count(isFailed);
    onDone?.(isFailed);
  }

  #break(error: unknown): void {
    this.#broken ??= queueProblem(this.#setup.link, error);
    this.#freed.ring();
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

function idleMs(workers: number): number {
  const { least, forWorker, most } = IDLE_MS;
  return Math.min(most, Math.max(least, forWorker * workers));
}

type WithoutFacts<T> = T extends unknown ? Omit<T, 'extractor'> : never;

function crashed(deaths: number): Extraction & Encoding {
  const how = `${count(deaths, 'worker')} of the queue ended or fell silent while they had this photo`;
  return { kind: 'failed', failure: fail('WORKER_CRASHED', { how }) };
}

function onErrorUnless(
  signal: AbortSignal,
  onError: (error: unknown) => void,
): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) onError(error);
  };
}
