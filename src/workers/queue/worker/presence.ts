import type { WorkDone } from '../../../domain/crew.js';
import type { ExtractorFacts } from '../../../domain/extractor.js';
import { FatalError } from '../../../domain/fatal-error.js';
import { atMostEvery } from '../loop.js';
import type { PhotoQueue } from '../photo-queue.js';
import { type QueueDifferences, queueDifferences } from '../queue-differences.js';
import { livingImports } from '../tables/programs.js';
import { EXPIRE_EVERY_MS, expireLeft } from '../tables/purge.js';
import { forgetWorker, noteWorker } from '../tables/workers.js';
import type { Hands } from './hands.js';
import { Rate } from './rate.js';

/** How often a worker says that it is there, and what it works on. */
const BEAT_MS = 5_000;

export interface WorkerPresenceSetup {
  readonly id: string;
  readonly extractor: ExtractorFacts;
  /** Photos that it has at once, now. */
  readonly slots: () => number;
  readonly hands: Hands;
  readonly tell: (message: string) => void;
}

/** Says that a worker is there and what it has done, and looks whether imports can use it. */
export class WorkerPresence {
  readonly #setup: WorkerPresenceSetup;
  readonly #rate = new Rate();
  readonly #toldOthers = new Set<string>();
  #expire: (() => Promise<void>) | undefined;
  #workers = 1;
  #done = 0;
  #failed = 0;

  constructor(setup: WorkerPresenceSetup) {
    this.#setup = setup;
  }

  get done(): WorkDone {
    return { done: this.#done, failed: this.#failed };
  }

  /** Photos a second, lately. */
  get rate(): number {
    return this.#rate.perSecond();
  }

  /** How many workers the queue has, with this one. */
  get workers(): number {
    return this.#workers;
  }

  /** Counts a photo. */
  count(isFailed: boolean): void {
    this.#done += 1;
    if (isFailed) this.#failed += 1;
    this.#rate.add();
  }

  /** Does so once, and returns the milliseconds until the next time. */
  async beat(queue: PhotoQueue): Promise<number> {
    const { id, extractor, slots, hands } = this.#setup;
    const row = { id, queue: queue.name, extractor, slots: slots() };
    this.#workers = await noteWorker(queue.link, row, {
      ...this.done,
      rate: this.rate,
    });
    await queue.touch(hands.claims);
    await this.#tellOthers(queue);
    await this.#expire?.();
    return BEAT_MS;
  }

  async leave(queue: PhotoQueue): Promise<void> {
    await forgetWorker(queue.link, this.#setup.id);
  }

  /**
   * Looks for whom to work, and deletes what nobody wants any more, before it is worked on.
   *
   * @throws {FatalError} when there are imports, and none can use this worker.
   */
  async begin(queue: PhotoQueue): Promise<void> {
    await this.#refuseOthers(queue);
    this.#expire = atMostEvery(EXPIRE_EVERY_MS, () => expireLeft(queue.link));
    await this.#expire();
  }

  async #refuseOthers(queue: PhotoQueue): Promise<void> {
    const imports = await livingImports(queue.link);
    const [other] = imports;
    if (!other || imports.some((one) => one.queue === queue.name)) return;
    const { what, remedy } = this.#differences(other.extractor);
    throw new FatalError(`this worker cannot work for the import on the queue: ${what}. ${remedy}`);
  }

  async #tellOthers(queue: PhotoQueue): Promise<void> {
    for (const { extractor, queue: theirs } of await livingImports(queue.link)) {
      if (theirs === queue.name) continue;
      const { what, remedy } = this.#differences(extractor);
      if (this.#toldOthers.has(what)) continue;
      this.#toldOthers.add(what);
      this.#setup.tell(`An import on the queue gets nothing from this worker: ${what}. ${remedy}`);
    }
  }

  #differences(theirs: ExtractorFacts): QueueDifferences {
    return queueDifferences(this.#setup.extractor, theirs, ['here', 'in the import']);
  }
}
