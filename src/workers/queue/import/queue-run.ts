import type { Crew } from '../../../domain/crew.js';
import type { ExtractorFacts } from '../../../domain/extractor.js';
import { isMissing } from '../../../postgres/away.js';
import type { Link } from '../../../postgres/link.js';
import { Loop } from '../loop.js';
import { PhotoQueue } from '../photo-queue.js';
import type { QueueKey } from '../queue-key.js';
import { ReadingThreads } from '../reading-threads.js';
import type { ImportRow } from '../tables/imports.js';
import type { QueueTimes } from '../times.js';
import type { Flights } from './flights.js';
import { Leftovers } from './leftovers.js';
import { Parcels } from './parcels.js';
import { BEAT_MS, Presence } from './presence.js';
import type { ReaderSetup, ReaderTask, ReadPhoto } from './reader.js';
import { Receiver } from './receiver.js';
import { Sender } from './sender.js';
import { Vacuum } from './vacuum.js';

export interface QueueRunSetup {
  readonly link: Link;
  /** Of this import. */
  readonly id: string;
  /** Of the queue, and the same for threads. */
  readonly key: QueueKey;
  readonly keyBytes: Uint8Array;
  /** Of this import's own key. */
  readonly salt: Buffer;
  readonly extractor: ExtractorFacts;
  readonly priority: number;
  readonly sharedFolder?: string | undefined;
  readonly flights: Flights;
  /** Photos that may be on their way at once. */
  readonly most: number;
  readonly times: QueueTimes;
  readonly tell: (message: string) => void;
  /** Called when nothing can be extracted any more. */
  readonly giveUp: (error: unknown) => void;
}

interface Opened {
  readonly queue: PhotoQueue;
  readonly presence: Presence;
  readonly parcels: Parcels;
  readonly leftovers: Leftovers;
}

/** An import's time on a queue: what sends, receives and says that it is there. */
export class QueueRun {
  readonly #setup: QueueRunSetup;
  readonly #queue: PhotoQueue;
  readonly #parcels: Parcels;
  readonly #leftovers: Leftovers;
  readonly #presence: Presence;
  readonly #reader: ReadingThreads<ReaderTask, ReadPhoto>;
  readonly #sender: Sender;
  readonly #loops: readonly Loop[];

  private constructor(setup: QueueRunSetup, parts: Opened) {
    const { flights, key, keyBytes, salt, extractor, sharedFolder, times, tell, giveUp } = setup;
    const { queue, presence, parcels, leftovers } = parts;
    this.#setup = setup;
    this.#queue = queue;
    this.#presence = presence;
    this.#parcels = parcels;
    this.#leftovers = leftovers;
    const reading: ReaderSetup = { key: keyBytes, salt, sharedFolder, queue: queue.name };
    this.#reader = new ReadingThreads('./import/reader.js', reading);
    this.#sender = new Sender({
      flights,
      reader: this.#reader,
      parcels,
      leftovers,
      key,
      salt,
      queue: queue.name,
      priority: setup.priority,
      window: () => presence.window(setup.most),
      giveUp,
    });
    const handOut = (): void => this.handOut();
    const receiver = new Receiver({
      flights,
      parcels,
      leftovers,
      queue,
      key,
      extractor,
      checkMs: times.checkMs,
      tell,
      handOut,
      giveUp,
    });
    const beat = async (): Promise<number> => {
      const pause = await presence.beat();
      handOut();
      return pause;
    };
    const vacuum = new Vacuum(setup.link, flights);
    this.#loops = [
      new Loop(() => receiver.receive(), giveUp),
      new Loop(beat, giveUp, BEAT_MS),
      new Loop(() => vacuum.vacuum(), giveUp),
    ];
  }

  /** @throws {FatalError} when the queue cannot be opened. */
  static async begin(setup: QueueRunSetup): Promise<QueueRun> {
    const { link, id, salt, extractor, key, flights, priority, sharedFolder, times, tell } = setup;
    const queue = await PhotoQueue.open(link, extractor, key, { supervises: true, times });
    try {
      const transport = sharedFolder === undefined ? 'bytes' : 'path';
      const row: ImportRow = { id, queue: queue.name, extractor, priority, transport };
      const presence = new Presence({ queue, flights, row, tell, aloneMs: times.aloneMs });
      await presence.beat();
      const parcels = new Parcels(queue, id, salt);
      const leftovers = new Leftovers(queue, parcels, flights);
      await leftovers.look();
      return new QueueRun(setup, { queue, presence, parcels, leftovers });
    } catch (error) {
      await queue.close();
      throw error;
    }
  }

  get crew(): Crew {
    return this.#presence.crew;
  }

  /** Reads and sends what may be on its way. */
  handOut(): void {
    this.#sender.handOut();
  }

  /**
   * Ends, and takes what is left off the queue.
   *
   * @param isClean whether all photos were answered: what this machine's killed imports have left is
   *   of no use any more
   */
  async end(isClean: boolean): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.end()));
    await this.#sender.end();
    await this.#reader.close();
    await this.#clear(isClean);
    await this.#queue.close();
  }

  async #clear(isClean: boolean): Promise<void> {
    const { link, tell } = this.#setup;
    try {
      await this.#parcels.clear(isClean ? await this.#leftovers.ofThisMachine() : []);
    } catch (error) {
      // Somebody has deleted all of it.
      if (isMissing(error)) return;
      tell(
        `Photos of this import may be left in PostgreSQL at ${link.shown}, encrypted: an import or worker deletes them after a day, "faceenroll queue purge" at once`,
      );
    }
  }
}
