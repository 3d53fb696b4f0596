import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Crew } from '../../domain/crew.js';
import type { Encoding, EncodingJob } from '../../domain/encoding.js';
import { type ExtractorFacts, extractorDifferences } from '../../domain/extractor.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { Extraction, ExtractionJob } from '../../domain/sample.js';
import { count, listed } from '../../domain/text.js';
import type { Link } from '../../postgres/link.js';
import { crewOf, type ImportRow, noteImport } from './imports-table.js';
import { openReply, type Reply, sealOrder } from './letters.js';
import { deadImports } from './living.js';
import { type Parcel, Parcels, type SealedReply } from './parcels.js';
import { PhotoQueue } from './photo-queue.js';
import { QueueKey } from './queue-key.js';
import { Readers } from './readers.js';

/** Photos that the pipeline may hand over at once; most of them wait here, without their bytes. */
const CAPACITY = 4_096;

/** Photos on the queue while no worker is known, and for each photo that workers work on at once. */
const LEAST_IN_FLIGHT = 32;
const IN_FLIGHT_FOR_SLOT = 2;

/** Bytes of photos on the queue, sealed. */
const MOST_BYTES = 256e6;

/** One transaction. */
const MOST_PARCELS = 200;
const MOST_PARCEL_BYTES = 8e6;

/** Milliseconds until the next look for replies when none has come, and when some have. */
const IDLE_MS = 100;
const BUSY_MS = 20;

/** How often an import says that it is there, and asks who works for it. */
const BEAT_MS = 3_000;

/** How often it looks whether PostgreSQL still has what it was given. */
const CHECK_MS = 30_000;

/** How long it may be alone before it says so. */
const ALONE_MS = 10_000;

/** How long an import waits for PostgreSQL to delete what is left, when it ends. */
const CLEAR_MS = 10_000;

/** How often the bytes of a photo are sent before there must be another reason. */
const MOST_SENT = 5;

export interface QueuePoolSetup {
  /** Closed with the pool. */
  readonly link: Link;
  readonly key: Uint8Array;
  readonly extractor: ExtractorFacts;
  readonly priority: number;
  /** Real path of the folder that all machines see; without it bytes are sent. */
  readonly sharedFolder?: string | undefined;
  readonly tell: (message: string) => void;
}

type Work =
  | { readonly kind: 'extract'; readonly job: ExtractionJob }
  | { readonly kind: 'encode'; readonly job: EncodingJob };

/** A photo or face between submission and answer. */
interface Flight {
  readonly work: Work;
  readonly resolve: (answer: Extraction | Encoding) => void;
  readonly reject: (why: unknown) => void;
  /** Its ID on the queue, another one each time it is sent. */
  photo: string;
  /** Sealed; 0 until it is read. */
  bytes: number;
  timesSent: number;
  /** By `performance.now()`; undefined until PostgreSQL has it. */
  sentAt: number | undefined;
  /** Whether workers did not see its file. */
  sendsBytes: boolean;
}

interface Outgoing {
  readonly flight: Flight;
  readonly parcel: Parcel;
}

/**
 * Extracts photos on other machines: orders go to PostgreSQL, as many as the workers there can use,
 * and replies come back from it. Whoever has it cannot tell it from a pool of threads.
 */
export class QueuePool {
  readonly #setup: QueuePoolSetup;
  readonly #key: QueueKey;
  readonly #salt = QueueKey.newSalt();
  readonly #id = randomUUID();
  /** Promises given to callers. */
  readonly #promised = new Set<Promise<unknown>>();
  readonly #waiting: Flight[] = [];
  /** Read or being read, on their way, or on the queue. By their IDs there. */
  readonly #flights = new Map<string, Flight>();
  #outbox: Outgoing[] = [];
  /** Replies that were taken and are not deleted yet. */
  #taken: string[] = [];
  /** What killed imports left, by mark. */
  #left = new Map<string, string>();
  #readers: Readers | undefined;
  #parcels: Parcels | undefined;
  #queue: PhotoQueue | undefined;
  #opening: Promise<void> | undefined;
  /** Loops that are at work. */
  readonly #loops: Promise<void>[] = [];
  readonly #ending = new AbortController();
  #reading = 0;
  #bytes = 0;
  #done = 0;
  #crew: Crew = { members: [] };
  #aloneSince: number | undefined = performance.now();
  #toldOthers = '';
  readonly #toldUnseen = new Set<string>();
  #isSending = false;
  #broken: unknown;
  #closing: Promise<void> | undefined;

  constructor(setup: QueuePoolSetup) {
    this.#setup = setup;
    this.#key = new QueueKey(setup.key);
  }

  /** Photos to submit at once. */
  get capacity(): number {
    return CAPACITY;
  }

  /** Who works for this import now. */
  crew(): Crew {
    return this.#crew;
  }

  /** Connects, unless done. */
  start(): void {
    if (!this.#broken) this.#opening ??= this.#open().catch((error) => this.#giveUp(error));
  }

  /** Extracts one photo. Rejects only when nothing can be extracted at all, never because of the photo. */
  async extract(job: ExtractionJob): Promise<Extraction> {
    return (await this.#submit({ kind: 'extract', job })) as Extraction;
  }

  /** Encodes one stored face; rejects as `extract` does. */
  async encode(job: EncodingJob): Promise<Encoding> {
    return (await this.#submit({ kind: 'encode', job })) as Encoding;
  }

  /** Accepts no more photos, and rejects all that have no answer yet with `why`. */
  drop(why: unknown): void {
    this.#giveUp(why);
  }

  /** Ends once every submitted photo is answered, and takes what is left off the queue. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #submit(work: Work): Promise<Extraction | Encoding> {
    const { promise, resolve, reject } = Promise.withResolvers<Extraction | Encoding>();
    const flight: Flight = {
      ...{ work, resolve, reject, photo: '', bytes: 0, timesSent: 0 },
      ...{ sentAt: undefined, sendsBytes: false },
    };
    this.#promised.add(promise);
    const done = (): boolean => this.#promised.delete(promise);
    promise.then(done, done);
    this.#waiting.push(flight);
    this.start();
    this.#handOut();
    return promise;
  }

  async #open(): Promise<void> {
    const { link, extractor, key, sharedFolder } = this.#setup;
    const queue = await PhotoQueue.open(link, extractor, { supervises: true });
    this.#queue = queue;
    this.#parcels = new Parcels(queue, this.#id, this.#salt);
    await this.#beat();
    const dead = await deadImports(link, queue.name);
    if (dead.length > 0) this.#left = await this.#parcels.leftBy(dead);
    this.#readers = new Readers({ key, salt: this.#salt, sharedFolder, queue: queue.name });
    this.#loops.push(this.#receiveAll(), this.#beatAlways());
    this.#handOut();
  }

  /** Reads and seals as many photos as may be on the queue. */
  #handOut(): void {
    if (this.#broken) this.#rejectAll(this.#broken);
    const readers = this.#readers;
    if (!readers) return;
    while (
      this.#flights.size < this.#window() &&
      this.#bytes < MOST_BYTES &&
      this.#reading < readers.atOnce
    ) {
      const flight = this.#waiting.shift();
      if (!flight) return;
      flight.photo = randomUUID();
      flight.timesSent += 1;
      flight.sentAt = undefined;
      this.#flights.set(flight.photo, flight);
      this.#reading += 1;
      this.#read(flight, readers)
        .catch((error) => this.#giveUp(error))
        .finally(() => {
          this.#reading -= 1;
          this.#handOut();
        });
    }
  }

  #window(): number {
    const slots = this.#crew.members.reduce((sum, member) => sum + member.slots, 0);
    return Math.min(CAPACITY, Math.max(LEAST_IN_FLIGHT, IN_FLIGHT_FOR_SLOT * slots));
  }

  async #read(flight: Flight, readers: Readers): Promise<void> {
    const { photo, work, sendsBytes } = flight;
    if (work.kind === 'encode') {
      const sealed = sealOrder(this.#key.ofRun(this.#salt), photo, work);
      const mark = this.#key.mark(JSON.stringify([this.#queue?.name, hex(work.job.jpeg)]));
      this.#post(flight, { photo, mark, sealed });
      return;
    }
    const read = await readers.read({ photo, job: work.job, sendsBytes });
    if (read.kind === 'done') this.#settle(flight, read.extraction);
    else this.#post(flight, { photo, mark: read.mark, sealed: read.sealed });
  }

  #post(flight: Flight, parcel: Parcel): void {
    if (this.#broken) return;
    flight.bytes = parcel.sealed.length;
    this.#bytes += flight.bytes;
    this.#outbox.push({ flight, parcel });
    if (this.#isSending) return;
    this.#isSending = true;
    this.#sendAll()
      .catch((error) => this.#giveUp(error))
      .finally(() => {
        this.#isSending = false;
      });
  }

  async #sendAll(): Promise<void> {
    const parcels = this.#parcels as Parcels;
    while (this.#outbox.length > 0 && !this.#broken) {
      const batch = await this.#withoutAdopted(takeBatch(this.#outbox));
      if (batch.length === 0) continue;
      await parcels.send(
        batch.map(({ parcel }) => parcel),
        this.#setup.priority,
      );
      const now = performance.now();
      for (const { flight } of batch) flight.sentAt = now;
    }
  }

  /** Takes over what killed imports have sent, and perhaps had answered; the rest is to be sent. */
  async #withoutAdopted(batch: readonly Outgoing[]): Promise<readonly Outgoing[]> {
    const found = new Map<string, Flight>();
    for (const { flight, parcel } of batch) {
      const mark = Buffer.from(parcel.mark).toString('hex');
      const photo = this.#left.get(mark);
      // Once only: the same photo may be meant twice.
      if (photo !== undefined && this.#left.delete(mark)) found.set(photo, flight);
    }
    if (found.size === 0) return batch;
    const adopted = await (this.#parcels as Parcels).adopt([...found.keys()]);
    const isAdopted = new Set<Flight>();
    for (const photo of adopted) {
      const flight = found.get(photo) as Flight;
      this.#flights.delete(flight.photo);
      flight.photo = photo;
      flight.sentAt = performance.now();
      this.#flights.set(photo, flight);
      isAdopted.add(flight);
    }
    return batch.filter(({ flight }) => !isAdopted.has(flight));
  }

  /** Takes replies as they come, and looks now and then whether what is awaited is still there. */
  async #receiveAll(): Promise<void> {
    let checkedAt = performance.now();
    let outages = this.#setup.link.outages;
    await this.#always(async () => {
      const parcels = this.#parcels as Parcels;
      const taken = this.#taken;
      const replies = await parcels.receive(taken);
      this.#taken = this.#taken.slice(taken.length);
      for (const reply of replies) this.#take(reply);
      const isDue = performance.now() - checkedAt > CHECK_MS;
      if (replies.length === 0 && (isDue || outages !== this.#setup.link.outages)) {
        outages = this.#setup.link.outages;
        await this.#sendAgainWhatIsGone(parcels);
        checkedAt = performance.now();
      }
      return replies.length === 0 ? IDLE_MS : BUSY_MS;
    });
  }

  #take({ photo, salt, sealed }: SealedReply): void {
    this.#taken.push(photo);
    const flight = this.#flights.get(photo);
    // Answered twice, or sent again meanwhile.
    if (!flight) return;
    const reply = openReply(this.#key.ofRun(salt), photo, sealed);
    if (!reply)
      this.#sendAgain(flight, 'the answer of a worker does not open with the key of the queue');
    else if (reply.kind === 'unseen') this.#sendBytes(flight, reply);
    else if (this.#isOurs(reply.extractor)) this.#settle(flight, reply.answer);
  }

  /** Gives up rather than mix samples of two extractors. */
  #isOurs(theirs: ExtractorFacts): boolean {
    const differences = extractorDifferences(this.#setup.extractor, theirs, ['here', 'there']);
    if (differences.length === 0) return true;
    this.#giveUp(new FatalError(`a worker has answered that has ${listed(differences)}`));
    return false;
  }

  #sendBytes(flight: Flight, { why, host }: Extract<Reply, { kind: 'unseen' }>): void {
    if (!this.#toldUnseen.has(host)) {
      this.#toldUnseen.add(host);
      this.#setup.tell(
        `The worker on ${host} does not see the photos (${why}): their bytes are sent instead`,
      );
    }
    flight.sendsBytes = true;
    this.#sendAgain(flight, `the worker on ${host} does not see a photo: ${why}`);
  }

  async #sendAgainWhatIsGone(parcels: Parcels): Promise<void> {
    const asked = performance.now();
    const there = await parcels.there();
    for (const flight of [...this.#flights.values()]) {
      const { sentAt, photo } = flight;
      if (sentAt === undefined || sentAt > asked || there.has(photo)) continue;
      // PostgreSQL has crashed, or somebody has purged the queue: no reason to blame the photo.
      flight.timesSent -= 1;
      this.#sendAgain(flight, 'PostgreSQL has lost it');
    }
  }

  #sendAgain(flight: Flight, why: string): void {
    this.#forget(flight);
    if (flight.timesSent >= MOST_SENT) {
      const error = new FatalError(`a photo was sent ${MOST_SENT} times in vain: ${why}`);
      flight.reject(error);
      this.#giveUp(error);
      return;
    }
    this.#waiting.unshift(flight);
    this.#handOut();
  }

  #settle(flight: Flight, answer: Extraction | Encoding): void {
    this.#forget(flight);
    this.#done += 1;
    flight.resolve(answer);
    this.#handOut();
  }

  #forget(flight: Flight): void {
    this.#flights.delete(flight.photo);
    this.#bytes -= flight.bytes;
    flight.bytes = 0;
  }

  #beatAlways(): Promise<void> {
    return this.#always(async () => {
      await this.#beat();
      this.#handOut();
      return BEAT_MS;
    });
  }

  /** Says that the import is there, and looks who works for it. */
  async #beat(): Promise<void> {
    const { link, extractor, priority, sharedFolder } = this.#setup;
    const { name: queue } = this.#queue as PhotoQueue;
    const transport = sharedFolder === undefined ? 'bytes' : 'path';
    const row: ImportRow = { id: this.#id, queue, extractor, priority, transport };
    await noteImport(link, row, { done: this.#done, inFlight: this.#flights.size });
    const { others, ...crew } = await crewOf(link, queue);
    this.#crew = crew;
    this.#tellOfOthers(others);
    this.#tellWhenAlone();
  }

  #tellOfOthers(others: readonly ExtractorFacts[]): void {
    if (others.length === 0) return;
    const { extractor, tell } = this.#setup;
    const [first] = others as readonly [ExtractorFacts];
    const differences = listed(extractorDifferences(extractor, first, ['here', 'there']));
    if (differences === this.#toldOthers) return;
    this.#toldOthers = differences;
    tell(
      `${count(others.length, 'worker')} cannot work for this import, and ${others.length === 1 ? 'gets' : 'get'} none of its photos: ${differences}`,
    );
  }

  #tellWhenAlone(): void {
    const now = performance.now();
    if (this.#crew.members.length > 0 || this.#promised.size === 0) {
      this.#aloneSince = now;
      return;
    }
    if (this.#aloneSince === undefined || now - this.#aloneSince < ALONE_MS) return;
    // Once, until somebody comes.
    this.#aloneSince = undefined;
    const { link, tell } = this.#setup;
    tell(
      `No worker takes photos from the queue at ${link.shown}: start some with "faceenroll worker --queue ..."`,
    );
  }

  /** Does something again and again, with the pause that it names, until the pool ends. */
  async #always(work: () => Promise<number>): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await sleep(await work(), undefined, { signal });
      } catch (error) {
        if (!signal.aborted) this.#giveUp(error);
        return;
      }
    }
  }

  #giveUp(why: unknown): void {
    this.#broken ??= why;
    this.#rejectAll(this.#broken);
  }

  #rejectAll(why: unknown): void {
    this.#outbox = [];
    for (const { reject } of this.#waiting.splice(0)) reject(why);
    for (const { reject } of this.#flights.values()) reject(why);
    this.#flights.clear();
    this.#bytes = 0;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#promised);
    this.#giveUp(this.#broken ?? new FatalError('the queue was closed'));
    const { link } = this.#setup;
    const tooLong = setTimeout(() => link.stopWaiting(), CLEAR_MS);
    await this.#opening;
    this.#ending.abort();
    await Promise.all(this.#loops);
    await this.#readers?.close();
    await this.#clear();
    clearTimeout(tooLong);
    await this.#queue?.close();
    await link.close();
  }

  async #clear(): Promise<void> {
    const { link, tell } = this.#setup;
    try {
      await this.#parcels?.clear();
    } catch {
      tell(
        `Photos of this import may be left in PostgreSQL at ${link.shown}, encrypted: the next import or "faceenroll queue purge" deletes them`,
      );
    }
  }
}

/** Takes as many as one transaction stores. */
function takeBatch<T extends { readonly parcel: Parcel }>(outbox: T[]): T[] {
  let bytes = 0;
  const end = outbox.findIndex(({ parcel }, i) => {
    bytes += parcel.sealed.length;
    return i === MOST_PARCELS || (i > 0 && bytes > MOST_PARCEL_BYTES);
  });
  return outbox.splice(0, end === -1 ? outbox.length : end);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
