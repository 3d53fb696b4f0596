import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkDone } from '../../domain/crew.js';
import type { Encoding } from '../../domain/encoding.js';
import { type ExtractorFacts, extractorDifferences } from '../../domain/extractor.js';
import { fail } from '../../domain/failures.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { Extraction } from '../../domain/sample.js';
import { listed } from '../../domain/text.js';
import { readPhotoFile } from '../../face/photo-file.js';
import type { Link } from '../../postgres/link.js';
import type { ExtractionPool } from '../pool.js';
import { type Answered, answer, beginAlone, type SealedOrder, takeOrders } from './claims.js';
import { type Order, openOrder, type Reply, type SharedFile, sealReply } from './letters.js';
import { PhotoQueue } from './photo-queue.js';
import { QueueKey } from './queue-key.js';
import { Rate } from './rate.js';
import { askedFor, forgetWorker, noteWorker, type WorkerRow } from './workers-table.js';

/** Milliseconds until the next look for photos when there were none. */
const IDLE_MS = 250;

/** How often a worker says that it is there, and what it works on. */
const BEAT_MS = 5_000;

/** How long a worker that ends waits for PostgreSQL to take its last answers. */
const LEAVE_MS = 10_000;

/** How long answers are gathered: one transaction for all of them. */
const GATHER_MS = 50;

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
  readonly #id = randomUUID();
  readonly #inHand = new Map<string, SealedOrder>();
  readonly #suspects: SealedOrder[] = [];
  #atWork = 0;
  #answers: Answered[] = [];
  readonly #rate = new Rate();
  #done = 0;
  #failed = 0;
  #broken: unknown;
  /** Resolved when something at work is done. */
  #freed = Promise.withResolvers<void>();
  readonly #toldOthers = new Set<string>();

  constructor(setup: QueueWorkerSetup) {
    this.#setup = setup;
    this.#key = new QueueKey(setup.key);
  }

  /**
   * Works until the signal is aborted, then finishes what is at work.
   *
   * @param idleMs ends, too, when there was nothing to do for that long; default: never
   * @throws {FatalError} when all imports ask for another extractor, or nothing can be extracted.
   */
  async run(signal: AbortSignal, idleMs = Number.POSITIVE_INFINITY): Promise<WorkDone> {
    const { link, extractor } = this.#setup;
    const queue = await PhotoQueue.open(link, extractor, { supervises: false });
    try {
      await this.#refuseOthers(queue);
      const beats = this.#beats(queue);
      try {
        await this.#workUntil(signal, queue, idleMs);
      } finally {
        await beats.end();
        await this.#leave(queue);
      }
      if (this.#broken) throw this.#broken;
      return { done: this.#done, failed: this.#failed };
    } finally {
      await queue.close();
    }
  }

  async #workUntil(signal: AbortSignal, queue: PhotoQueue, idleMs: number): Promise<void> {
    const answering = this.#answerAlways(queue);
    let idleSince = performance.now();
    try {
      while (!signal.aborted && !this.#broken) {
        if (this.#inHand.size > 0) idleSince = performance.now();
        else if (performance.now() - idleSince > idleMs) break;
        await this.#step(signal, queue);
      }
      while (this.#atWork > 0) await this.#freed.promise;
    } finally {
      const tooLong = setTimeout(() => queue.link.stopWaiting(), LEAVE_MS);
      await answering.end();
      clearTimeout(tooLong);
    }
  }

  async #step(signal: AbortSignal, queue: PhotoQueue): Promise<void> {
    const suspect = this.#suspects[0];
    if (suspect) {
      if (this.#atWork > 0) return this.#freed.promise;
      this.#suspects.shift();
      return this.#workAlone(suspect, queue);
    }
    const free = this.#setup.pool.capacity - this.#atWork;
    if (free === 0) return this.#freed.promise;
    const orders = await takeOrders(queue, free);
    for (const order of orders) {
      this.#inHand.set(order.claim.id, order);
      if (order.claim.retryCount > 0) this.#suspects.push(order);
      else void this.#work(order);
    }
    if (orders.length > 0) return;
    const pause = sleep(IDLE_MS, undefined, { signal }).catch(() => {});
    await (this.#atWork > 0 ? Promise.race([pause, this.#freed.promise]) : pause);
  }

  async #workAlone(order: SealedOrder, queue: PhotoQueue): Promise<void> {
    const { id } = order.claim;
    const times = await beginAlone(queue.link, id);
    if (times === undefined) this.#inHand.delete(id);
    else if (times <= MOST_ALONE) await this.#work(order);
    else {
      const how = `${MOST_ALONE + 1} workers of the queue ended while they had this photo`;
      this.#answer(order, {
        kind: 'done',
        answer: { kind: 'failed', failure: fail('WORKER_CRASHED', { how }) },
      });
    }
  }

  async #work(order: SealedOrder): Promise<void> {
    this.#atWork += 1;
    try {
      this.#answer(order, await this.#reply(this.#opened(order)));
    } catch (error) {
      this.#broken ??= error;
    } finally {
      this.#atWork -= 1;
      this.#freed.resolve();
      this.#freed = Promise.withResolvers<void>();
    }
  }

  /** @throws {FatalError} when it was sealed with another key. */
  #opened({ claim, salt, sealed }: SealedOrder): Order {
    const order = openOrder(this.#key.ofRun(salt), claim.id, sealed);
    if (order) return order;
    throw new FatalError(
      'a photo of the queue does not open with the key of this worker: name the same --queue-key-file on all machines',
    );
  }

  async #reply(order: Order): Promise<WithoutFacts<Reply>> {
    const { pool, encoder } = this.#setup;
    if (order.kind === 'encode') return { kind: 'done', answer: await encoder().encode(order.job) };
    if (!order.file) return { kind: 'done', answer: await pool.extract(order.job) };
    const seen = this.#see(order.file);
    if (typeof seen === 'string') return { kind: 'unseen', why: seen, host: hostname() };
    return { kind: 'done', answer: await pool.extract({ ...order.job, bytes: seen }) };
  }

  /** The bytes of a file that all machines see, or why it is not there. */
  #see({ path, digest }: SharedFile): Buffer | string {
    const { photosFolder } = this.#setup;
    if (photosFolder === undefined) return 'it was started without --photos';
    const bytes = readPhotoFile(join(photosFolder, path), photosFolder);
    if (!Buffer.isBuffer(bytes)) return bytes.message;
    const found = createHash('sha256').update(bytes).digest('hex');
    return found === digest ? bytes : 'another file has the same name there';
  }

  #answer({ claim, salt }: SealedOrder, reply: WithoutFacts<Reply>): void {
    const { extractor, onDone } = this.#setup;
    const whole = { ...reply, extractor } as Reply;
    const sealed = sealReply(this.#key.ofRun(salt), claim.id, whole);
    this.#answers.push({ photo: claim.id, sealed });
    if (reply.kind === 'unseen') return;
    const isFailed = (reply.answer as Extraction | Encoding).kind === 'failed';
    this.#done += 1;
    if (isFailed) this.#failed += 1;
    this.#rate.add();
    onDone?.(isFailed);
  }

  /** Hands in answers until it is ended, and then the last ones. */
  #answerAlways(queue: PhotoQueue): { end(): Promise<void> } {
    return repeat(
      GATHER_MS,
      async () => {
        // A copy: more come while these are handed in.
        const answers = [...this.#answers];
        if (answers.length === 0) return;
        await answer(queue, answers);
        this.#answers = this.#answers.slice(answers.length);
        for (const { photo } of answers) this.#inHand.delete(photo);
      },
      (error) => {
        this.#broken ??= error;
        this.#freed.resolve();
      },
    );
  }

  /** Says now and then that the worker is there, and what it has in hand. */
  #beats(queue: PhotoQueue): { end(): Promise<void> } {
    return repeat(
      BEAT_MS,
      async () => {
        await noteWorker(queue.link, this.#row(queue), {
          ...{ done: this.#done, failed: this.#failed, rate: this.#rate.perSecond() },
        });
        await queue.touch([...this.#inHand.values()].map(({ claim }) => claim));
        await this.#tellOthers(queue);
      },
      (error) => {
        this.#broken ??= error;
        this.#freed.resolve();
      },
    );
  }

  #row({ name }: PhotoQueue): WorkerRow {
    const { extractor, pool } = this.#setup;
    return { id: this.#id, queue: name, extractor, slots: pool.capacity };
  }

  /** @throws {FatalError} when there are imports, and all ask for another extractor. */
  async #refuseOthers(queue: PhotoQueue): Promise<void> {
    const asked = await askedFor(queue.link, queue.name);
    const [other] = asked;
    if (!other || asked.some(({ isOurs }) => isOurs)) return;
    throw new FatalError(
      `this worker cannot work for the import on the queue: ${this.#differences(other.extractor)}. Install the same faceenroll and the same models, and name the same pack with --models`,
    );
  }

  async #tellOthers(queue: PhotoQueue): Promise<void> {
    for (const { extractor, isOurs } of await askedFor(queue.link, queue.name)) {
      const differences = this.#differences(extractor);
      if (isOurs || this.#toldOthers.has(differences)) continue;
      this.#toldOthers.add(differences);
      this.#setup.tell(`An import on the queue gets nothing from this worker: ${differences}`);
    }
  }

  #differences(theirs: ExtractorFacts): string {
    return listed(extractorDifferences(this.#setup.extractor, theirs, ['here', 'in the import']));
  }

  /** Gives back what was not begun. */
  async #leave(queue: PhotoQueue): Promise<void> {
    queue.link.stopWaiting();
    try {
      await queue.giveBack([...this.#inHand.values()].map(({ claim }) => claim));
      await forgetWorker(queue.link, this.#id);
    } catch {
      // PostgreSQL is away: others get the photos when this worker has been silent for a while.
    }
  }
}

type WithoutFacts<T> = T extends unknown ? Omit<T, 'extractor'> : never;

/** Does `work` every `ms` milliseconds until it is ended, and then once more. */
function repeat(
  ms: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): { end(): Promise<void> } {
  const ending = new AbortController();
  const all = (async () => {
    for (;;) {
      const isLast = ending.signal.aborted;
      await work();
      if (isLast) return;
      await sleep(ms, undefined, { signal: ending.signal }).catch(() => {});
    }
  })().catch(onError);
  return {
    end: async () => {
      ending.abort();
      await all;
    },
  };
}
