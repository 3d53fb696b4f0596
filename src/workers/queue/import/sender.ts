import { sealOrder } from '../letters.js';
import type { QueueKey } from '../queue-key.js';
import type { ReadingThreads } from '../reading-threads.js';
import type { Flight, Flights } from './flights.js';
import type { Leftovers } from './leftovers.js';
import { encodingMark } from './marks.js';
import type { Outgoing, Parcel, Parcels } from './parcels.js';
import type { ReaderTask, ReadPhoto } from './reader.js';

/** One transaction. */
const MOST_PARCELS = 200;
const MOST_PARCEL_BYTES = 8e6;

/** The digest where a face is sent and no photo. */
const NO_PHOTO = '';

export interface SenderSetup {
  readonly flights: Flights;
  readonly reader: ReadingThreads<ReaderTask, ReadPhoto>;
  readonly parcels: Parcels;
  readonly leftovers: Leftovers;
  readonly key: QueueKey;
  readonly salt: Buffer;
  /** Name of the queue. */
  readonly queue: string;
  readonly priority: number;
  /** Photos that may be on their way at once, now. */
  readonly window: () => number;
  readonly giveUp: (error: unknown) => void;
}

/** Reads and seals photos, as many as may be on the queue, and sends them. */
export class Sender {
  readonly #setup: SenderSetup;
  #outbox: Outgoing[] = [];
  #reading = 0;
  #sending: Promise<void> | undefined;

  constructor(setup: SenderSetup) {
    this.#setup = setup;
  }

  /** Reads what may be sent now. */
  handOut(): void {
    const { flights, reader, window, giveUp } = this.#setup;
    while (this.#reading < reader.atOnce) {
      const flight = flights.next(window());
      if (!flight) return;
      this.#reading += 1;
      this.#read(flight)
        .catch(giveUp)
        .finally(() => {
          this.#reading -= 1;
          this.handOut();
        });
    }
  }

  /** Resolves when nothing is on its way into PostgreSQL, after all flights were rejected. */
  async end(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  async #read(flight: Flight): Promise<void> {
    const { flights, reader } = this.#setup;
    const { photo, work, sendsBytes } = flight;
    if (work.kind === 'encode') {
      this.#post(flight, this.#encodingParcel(photo, work), NO_PHOTO);
      return;
    }
    const read = await reader.read({ photo, job: work.job, sendsBytes });
    if (!flights.has(flight, photo)) return;
    if (read.kind === 'done') flights.settle(flight, read.extraction);
    else this.#post(flight, { photo, mark: read.mark, sealed: read.sealed }, read.digest);
  }

  #encodingParcel(photo: string, work: Extract<Flight['work'], { kind: 'encode' }>): Parcel {
    const { key, salt, queue } = this.#setup;
    const mark = encodingMark(key, queue, work.job);
    return { photo, mark, sealed: sealOrder(key.ofRun(salt), { photo, mark }, work) };
  }

  #post(flight: Flight, parcel: Parcel, digest: string): void {
    const { mark, sealed } = parcel;
    this.#setup.flights.weigh(flight, { mark, digest, bytes: sealed.length });
    this.#outbox.push({ flight, parcel });
    this.#send();
  }

  /** Sends what is in the outbox, unless that is being done. */
  #send(): void {
    if (this.#sending || this.#outbox.length === 0) return;
    this.#sending = this.#sendAll()
      .catch(this.#setup.giveUp)
      .finally(() => {
        this.#sending = undefined;
        // A photo may have been posted after the outbox was found empty.
        this.#send();
      });
  }

  async #sendAll(): Promise<void> {
    const { flights, parcels, leftovers, priority } = this.#setup;
    while (this.#outbox.length > 0) {
      const awaited = this.#takeBatch().filter(({ flight, parcel }) =>
        flights.has(flight, parcel.photo),
      );
      const batch = await leftovers.adopt(awaited);
      if (batch.length === 0) continue;
      await parcels.send(
        batch.map(({ parcel }) => parcel),
        priority,
      );
      for (const { flight, parcel } of batch) flights.sent(flight, parcel.photo);
    }
  }

  /** As many as one transaction stores. */
  #takeBatch(): readonly Outgoing[] {
    let bytes = 0;
    const end = this.#outbox.findIndex(({ parcel }, i) => {
      bytes += parcel.sealed.length;
      return i === MOST_PARCELS || (i > 0 && bytes > MOST_PARCEL_BYTES);
    });
    return this.#outbox.splice(0, end === -1 ? this.#outbox.length : end);
  }
}
