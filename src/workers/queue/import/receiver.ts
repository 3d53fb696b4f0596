import type { Encoding } from '../../../domain/encoding.js';
import { type ExtractorFacts, extractorDifferences } from '../../../domain/extractor.js';
import { FatalError } from '../../../domain/fatal-error.js';
import type { Extraction } from '../../../domain/sample.js';
import { excerpt } from '../../../domain/text.js';
import { openReply, type Reply } from '../letters.js';
import type { PhotoQueue } from '../photo-queue.js';
import type { QueueKey } from '../queue-key.js';
import type { Flight, Flights } from './flights.js';
import type { Leftovers } from './leftovers.js';
import type { Parcels, SealedReply } from './parcels.js';
import { isResultOf } from './results.js';

/** Milliseconds until the next look for replies when none has come, and when some have. */
const IDLE_MS = 100;
const BUSY_MS = 50;

/** Times that a photo is sent; if it has no result then, the reason is another one. */
const MOST_SENT = 5;

export interface ReceiverSetup {
  readonly flights: Flights;
  readonly parcels: Parcels;
  readonly leftovers: Leftovers;
  readonly queue: PhotoQueue;
  readonly key: QueueKey;
  readonly extractor: ExtractorFacts;
  readonly checkMs: number;
  readonly tell: (message: string) => void;
  /** Called when more photos may be on their way. */
  readonly handOut: () => void;
  readonly giveUp: (error: unknown) => void;
}

/** Takes replies as they come, and looks now and then whether what is awaited is still there. */
export class Receiver {
  readonly #setup: ReceiverSetup;
  /** Replies that were taken and are not deleted yet. */
  #taken: readonly string[] = [];
  #checkedAt = performance.now();
  #outages: number;
  readonly #toldUnseen = new Set<string>();

  constructor(setup: ReceiverSetup) {
    this.#setup = setup;
    this.#outages = setup.queue.link.outages;
  }

  /** Does so once, and returns the milliseconds until the next time. */
  async receive(): Promise<number> {
    const { parcels, handOut } = this.#setup;
    const replies = await parcels.receive(this.#taken);
    this.#taken = replies.map(({ photo }) => photo);
    for (const reply of replies) this.#take(reply);
    if (replies.length > 0) {
      handOut();
      return BUSY_MS;
    }
    await this.#checkWhenDue();
    return IDLE_MS;
  }

  #take({ photo, salt, sealed }: SealedReply): void {
    const { flights, key } = this.#setup;
    const flight = flights.of(photo);
    // Answered twice, or sent again meanwhile.
    if (!flight) return;
    const reply = openReply(key.ofRun(salt), { photo, mark: flight.mark }, sealed);
    if (reply?.kind === 'done') {
      if (this.#isOurs(reply.extractor)) this.#settle(flight, reply.answer);
    } else if (reply?.kind === 'unseen') this.#sendBytes(flight, reply);
    else this.#sendAgain(flight, 'it or its answer was altered in PostgreSQL');
  }

  /** Gives up rather than mix samples of two extractors. */
  #isOurs(theirs: ExtractorFacts): boolean {
    const { extractor, giveUp } = this.#setup;
    const differences = extractorDifferences(extractor, theirs, ['here', 'there']);
    if (differences.length === 0) return true;
    giveUp(new FatalError(`a worker has answered that differs: ${differences.join('; ')}`));
    return false;
  }

  #settle(flight: Flight, answer: Extraction | Encoding): void {
    if (isResultOf(flight, answer)) this.#setup.flights.settle(flight, answer);
    else this.#sendAgain(flight, 'what a worker answered is no result of it');
  }

  #sendBytes(flight: Flight, { why, host }: Extract<Reply, { kind: 'unseen' }>): void {
    const shown = excerpt(host);
    if (!this.#toldUnseen.has(shown)) {
      this.#toldUnseen.add(shown);
      this.#setup.tell(
        `The worker on ${shown} does not see the photos (${excerpt(why)}): their bytes are sent instead`,
      );
    }
    flight.sendsBytes = true;
    this.#sendAgain(flight, `the worker on ${shown} does not see it`);
  }

  async #checkWhenDue(): Promise<void> {
    const { leftovers, queue, checkMs } = this.#setup;
    const { outages } = queue.link;
    if (outages === this.#outages && performance.now() - this.#checkedAt < checkMs) return;
    this.#outages = outages;
    await this.#sendAgainWhatIsGone();
    await leftovers.look();
    this.#checkedAt = performance.now();
  }

  /** PostgreSQL has crashed, or somebody has purged the queue: no reason to blame the photo. */
  async #sendAgainWhatIsGone(): Promise<void> {
    const { flights, parcels, handOut } = this.#setup;
    const before = flights.sentBefore(performance.now());
    const there = await parcels.there();
    const gone = before.filter((flight) => flights.has(flight) && !there.has(flight.photo));
    if (gone.length === 0) return;
    await parcels.drop(gone.map(({ photo }) => photo));
    for (const flight of gone) {
      if (!flights.has(flight)) continue;
      flight.timesSent -= 1;
      flights.again(flight);
    }
    handOut();
  }

  #sendAgain(flight: Flight, why: string): void {
    const { flights, giveUp } = this.#setup;
    flights.again(flight);
    if (flight.timesSent < MOST_SENT) return;
    giveUp(new FatalError(`a photo was sent ${MOST_SENT} times without a result: ${why}`));
  }
}
