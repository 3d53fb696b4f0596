import { isDeepStrictEqual } from 'node:util';
import type { Extraction, ExtractionJob } from '../../domain/sample.js';
import type { PackModels } from '../../models/packs.js';
import type { PhotoPool } from '../../workers/pool.js';
import { Works } from '../../workers/works.js';
import type { LendsPools } from '../host.js';
import { ServiceBusyError } from './service-busy.js';
import { Staffing } from './staffing.js';
import type { Load } from './types.js';

/** Most bytes of photos that are held in memory at a time. */
const BYTES_AT_MOST = 256e6;

/** Photos handed out at once to workers on other machines: twice what they work on, and some. */
const AT_ONCE = { least: 32, forSlot: 2 };

/** How often it is looked whether somebody is there who extracts photos. */
const LOOK_EVERY_MS = 1_000;

interface Ticket {
  readonly job: ExtractionJob;
  readonly resolve: (extraction: Extraction) => void;
  readonly reject: (why: unknown) => void;
  readonly begin: () => void;
}

/**
 * One pool for all callers, whose models stay open. Photos wait in the order in which they came; a
 * photo that nobody waits for any more leaves, unless it is at work.
 */
export class WarmPool implements LendsPools {
  readonly #models: PackModels;
  readonly #make: () => PhotoPool;
  readonly #atMost: number;
  #pool: PhotoPool | undefined;
  readonly #waiting = new Set<Ticket>();
  #atWork = 0;
  /** Admitted, whether they wait or are at work. */
  #photos = 0;
  #bytes = 0;
  readonly #staffing: Staffing;

  /** @param make makes a pool for the models, at first and when one has broken down */
  constructor(
    models: PackModels,
    make: () => PhotoPool,
    photosAtMost: number,
    staffing = new Staffing(),
  ) {
    this.#staffing = staffing;
    this.#models = models;
    this.#make = make;
    this.#atMost = photosAtMost;
  }

  get load(): Load {
    const crew = this.#pool?.crew?.();
    return { waiting: this.#photos, atMost: this.#atMost, bytes: this.#bytes, crew };
  }

  /** Whether its threads have enough to do, for a while, without another photo. */
  get isBusy(): boolean {
    return this.#atWork + this.#waiting.size > this.#capacity() / 2;
  }

  /** Opens the models, so that the first photo need not wait for that. */
  start(): void {
    this.#opened().start();
  }

  /**
   * Takes photos into account until the function that it returns is called.
   *
   * @throws {ServiceBusyError} if there would be too many.
   * @throws {UnstaffedError} if nobody has been there to extract them for too long already.
   */
  admit(photos: number, bytes: number): () => void {
    const problem = photos > 0 ? this.#staffing.problem(this.#opened().crew?.()) : undefined;
    if (problem) throw problem;
    if (this.#photos + photos > this.#atMost || this.#bytes + bytes > BYTES_AT_MOST) {
      throw new ServiceBusyError(
        `${this.#photos} photos of ${Math.round(this.#bytes / 1e6)} MB are waiting: try again later`,
      );
    }
    return this.#count(photos, bytes);
  }

  #count(photos: number, bytes: number): () => void {
    this.#photos += photos;
    this.#bytes += bytes;
    return () => {
      this.#photos -= photos;
      this.#bytes -= bytes;
    };
  }

  /**
   * Extracts a photo that was admitted.
   *
   * @param begin called when it is at work
   * @throws the signal's reason if it is aborted.
   * @throws {UnstaffedError} if nobody is there to extract it for too long.
   */
  extract(
    job: ExtractionJob,
    signal: AbortSignal,
    begin: () => void = () => {},
  ): Promise<Extraction> {
    if (!this.#opened().crew) return this.#enqueue(job, signal, begin);
    const leaving = new AbortController();
    const look = (): void => {
      const problem = this.#staffing.problem(this.#opened().crew?.());
      if (problem) leaving.abort(problem);
    };
    const looking = setInterval(look, LOOK_EVERY_MS);
    const done = this.#enqueue(job, AbortSignal.any([signal, leaving.signal]), begin);
    const end = (): void => clearInterval(looking);
    done.then(end, end);
    return done;
  }

  #enqueue(job: ExtractionJob, signal: AbortSignal, begin: () => void): Promise<Extraction> {
    const { promise, resolve, reject } = Promise.withResolvers<Extraction>();
    const ticket = { job, resolve, reject, begin };
    const leave = (): void => {
      this.#waiting.delete(ticket);
      reject(signal.reason);
    };
    this.#waiting.add(ticket);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    else this.#handOut();
    const end = (): void => signal.removeEventListener('abort', leave);
    promise.then(end, end);
    return promise;
  }

  lend(models: PackModels, { waits = false } = {}): PhotoPool | undefined {
    if (!isDeepStrictEqual(models, this.#models)) return undefined;
    const dropping = new AbortController();
    const { signal } = dropping;
    // Others are for requests.
    const most = Math.ceil(this.#atMost / 2);
    const batch = new Works(() => Math.min(this.#capacity(), most));
    const extract = async (job: ExtractionJob): Promise<Extraction> => {
      const bytes = job.bytes?.length ?? 0;
      const release = waits ? this.#count(1, bytes) : this.admit(1, bytes);
      try {
        return waits ? await this.#enqueue(job, signal, () => {}) : await this.extract(job, signal);
      } finally {
        release();
      }
    };
    return {
      capacity: Math.min(waits ? this.#opened().capacity : this.#capacity(), most),
      start: () => this.start(),
      // While a batch is at work, workers come and go.
      extract: (job) => (waits ? batch.inTurn(() => extract(job)) : extract(job)),
      drop: (why) => dropping.abort(why),
      close: async () => {},
    };
  }

  /** Ends the workers once they are done; nothing may be extracted any more. */
  async close(): Promise<void> {
    // Nobody waits any more for what was left when no worker was there.
    if (this.#pool?.crew) this.#pool.drop(new ServiceBusyError('the service is closing'));
    await this.#pool?.close();
  }

  #opened(): PhotoPool {
    this.#pool ??= this.#make();
    return this.#pool;
  }

  #capacity(): number {
    const pool = this.#opened();
    const crew = pool.crew?.();
    if (!crew) return pool.capacity;
    const slots = crew.members.reduce((sum, member) => sum + member.slots, 0);
    return Math.min(pool.capacity, Math.max(AT_ONCE.least, AT_ONCE.forSlot * slots));
  }

  #handOut(): void {
    const pool = this.#opened();
    while (this.#atWork < this.#capacity()) {
      const next = take(this.#waiting);
      if (!next) return;
      void this.#work(next, pool);
    }
  }

  async #work({ job, resolve, reject, begin }: Ticket, pool: PhotoPool): Promise<void> {
    this.#atWork += 1;
    begin();
    try {
      resolve(await pool.extract(job));
    } catch (error) {
      reject(error);
      // It cannot extract anything any more; the next photo gets another one.
      if (this.#pool === pool) {
        this.#pool = undefined;
        pool.close().catch(() => {});
      }
    } finally {
      this.#atWork -= 1;
    }
    if (this.#waiting.size > 0) this.#handOut();
  }
}

/** Takes the first one, if there is any. */
function take(tickets: Set<Ticket>): Ticket | undefined {
  const [first] = tickets;
  if (first) tickets.delete(first);
  return first;
}
