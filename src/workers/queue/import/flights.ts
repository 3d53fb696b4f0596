import { randomUUID } from 'node:crypto';
import type { Encoding, EncodingJob } from '../../../domain/encoding.js';
import type { Extraction, ExtractionJob } from '../../../domain/sample.js';

/** Bytes of photos on the queue, sealed. */
const MOST_BYTES = 256e6;

export type Work =
  | { readonly kind: 'extract'; readonly job: ExtractionJob }
  | { readonly kind: 'encode'; readonly job: EncodingJob };

/** A photo or face between submission and answer. */
export interface Flight {
  readonly work: Work;
  readonly resolve: (answer: Extraction | Encoding) => void;
  readonly reject: (why: unknown) => void;
  /** Its ID on the queue, another one each time it is sent. */
  photo: string;
  /** What is to be done with which photo; known when it is read. */
  mark: Uint8Array;
  /** SHA-256 of the photo's bytes, hexadecimal; known when it is read. */
  digest: string;
  /** Sealed; 0 until it is read. */
  bytes: number;
  timesSent: number;
  /** By `performance.now()`; undefined until PostgreSQL has it. */
  sentAt: number | undefined;
  /** Whether workers did not see its file. */
  sendsBytes: boolean;
}

const NO_MARK = new Uint8Array();

/** What was submitted and is not answered: it waits here, or is on its way to a worker and back. */
export class Flights {
  readonly #promised = new Set<Promise<unknown>>();
  readonly #waiting: Flight[] = [];
  /** By their IDs on the queue. */
  readonly #onWay = new Map<string, Flight>();
  #bytes = 0;
  #done = 0;

  /** Photos that were answered. */
  get done(): number {
    return this.#done;
  }

  /** Whether anybody waits for an answer. */
  get isAwaited(): boolean {
    return this.#promised.size > 0;
  }

  submit(work: Work): Promise<Extraction | Encoding> {
    const { promise, resolve, reject } = Promise.withResolvers<Extraction | Encoding>();
    this.#promised.add(promise);
    const done = (): boolean => this.#promised.delete(promise);
    promise.then(done, done);
    this.#waiting.push({
      work,
      resolve,
      reject,
      photo: '',
      mark: NO_MARK,
      digest: '',
      bytes: 0,
      timesSent: 0,
      sentAt: undefined,
      sendsBytes: false,
    });
    return promise;
  }

  /** The next one to be read and sent; undefined when as many are on their way as may be. */
  next(most: number): Flight | undefined {
    if (this.#onWay.size >= most || this.#bytes >= MOST_BYTES) return undefined;
    const flight = this.#waiting.shift();
    if (!flight) return undefined;
    flight.photo = randomUUID();
    flight.timesSent += 1;
    flight.sentAt = undefined;
    this.#onWay.set(flight.photo, flight);
    return flight;
  }

  /** Whether it is still to be answered, and on its way with this ID. */
  has(flight: Flight, photo = flight.photo): boolean {
    return this.#onWay.get(photo) === flight;
  }

  /** The one with this ID on the queue. */
  of(photo: string): Flight | undefined {
    return this.#onWay.get(photo);
  }

  /** Notes what was read of it. */
  weigh(flight: Flight, { mark, digest, bytes }: Pick<Flight, 'mark' | 'digest' | 'bytes'>): void {
    flight.mark = mark;
    flight.digest = digest;
    flight.bytes = bytes;
    this.#bytes += bytes;
  }

  /**
   * Notes that PostgreSQL has it.
   *
   * @param as the ID that it was read with: it may be on its way again with another one
   * @param photo its ID there, another one if it was there already
   */
  sent(flight: Flight, as: string, photo = as): void {
    if (!this.has(flight, as)) return;
    this.#onWay.delete(as);
    flight.photo = photo;
    flight.sentAt = performance.now();
    this.#onWay.set(photo, flight);
  }

  /** Those that PostgreSQL must have had at a moment, by `performance.now()`. */
  sentBefore(moment: number): readonly Flight[] {
    return [...this.#onWay.values()].filter(
      ({ sentAt }) => sentAt !== undefined && sentAt < moment,
    );
  }

  settle(flight: Flight, answer: Extraction | Encoding): void {
    this.#land(flight);
    this.#done += 1;
    flight.resolve(answer);
  }

  /** It is the next to be sent. */
  again(flight: Flight): void {
    this.#land(flight);
    this.#waiting.unshift(flight);
  }

  rejectAll(why: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(why);
    for (const { reject } of this.#onWay.values()) reject(why);
    this.#onWay.clear();
    this.#bytes = 0;
  }

  /** Resolves when all that was submitted is answered or rejected. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#promised);
  }

  #land(flight: Flight): void {
    this.#onWay.delete(flight.photo);
    this.#bytes -= flight.bytes;
    flight.bytes = 0;
  }
}
