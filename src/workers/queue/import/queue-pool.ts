import { randomUUID } from 'node:crypto';
import type { Crew } from '../../../domain/crew.js';
import type { Encoding, EncodingJob } from '../../../domain/encoding.js';
import type { ExtractorFacts } from '../../../domain/extractor.js';
import { FatalError } from '../../../domain/fatal-error.js';
import type { Extraction, ExtractionJob } from '../../../domain/sample.js';
import type { Link } from '../../../postgres/link.js';
import { QueueKey } from '../queue-key.js';
import { queueProblem } from '../tables/problem.js';
import { QUEUE_TIMES, type QueueTimes } from '../times.js';
import { Flights, type Work } from './flights.js';
import { QueueRun } from './queue-run.js';

/** Photos that the pipeline may hand over at once; most of them wait here, without their bytes. */
const CAPACITY = 4_096;

/** How long an import waits for PostgreSQL to delete what is left, when it ends. */
const CLEAR_MS = 10_000;

export interface QueuePoolSetup {
  /** Closed with the pool. */
  readonly link: Link;
  readonly key: Uint8Array;
  readonly extractor: ExtractorFacts;
  readonly priority: number;
  /** Real path of the folder that all machines see; without it bytes are sent. */
  readonly sharedFolder?: string | undefined;
  readonly tell: (message: string) => void;
  /** The same of what comes and goes; default: `tell`. */
  readonly tellEach?: (message: string) => void;
  readonly times?: Partial<QueueTimes>;
}

/**
 * Extracts photos on other machines: orders go to PostgreSQL, as many as the workers there can use,
 * and replies come back from it. Whoever has it cannot tell it from a pool of threads.
 */
export class QueuePool {
  readonly #setup: QueuePoolSetup;
  readonly #flights = new Flights();
  #run: QueueRun | undefined;
  #opening: Promise<void> | undefined;
  #broken: unknown;
  #closing: Promise<void> | undefined;

  constructor(setup: QueuePoolSetup) {
    this.#setup = setup;
  }

  /** Photos to submit at once. */
  get capacity(): number {
    return CAPACITY;
  }

  /** Who works for this import now. */
  crew(): Crew {
    const { members } = this.#run?.crew ?? { members: [] };
    return { members, isAway: this.#setup.link.isAway };
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
    // Nothing of ours is there yet: nobody needs to wait for the server.
    if (!this.#run) this.#setup.link.stopWaiting();
  }

  /** Ends once every submitted photo is answered, and takes what is left off the queue. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #submit(work: Work): Promise<Extraction | Encoding> {
    const answer = this.#flights.submit(work);
    this.start();
    if (this.#broken) this.#flights.rejectAll(this.#broken);
    else this.#run?.handOut();
    return answer;
  }

  async #open(): Promise<void> {
    const { key, times, ...setup } = this.#setup;
    this.#run = await QueueRun.begin({
      tellEach: setup.tell,
      ...setup,
      id: randomUUID(),
      keyBytes: key,
      key: new QueueKey(key),
      salt: QueueKey.newSalt(),
      flights: this.#flights,
      most: CAPACITY,
      times: { ...QUEUE_TIMES, ...times },
      giveUp: (error) => this.#giveUp(error),
    });
    if (!this.#broken) this.#run.handOut();
  }

  #giveUp(why: unknown): void {
    this.#broken ??= queueProblem(this.#setup.link, why);
    this.#flights.rejectAll(this.#broken);
  }

  async #close(): Promise<void> {
    const { link } = this.#setup;
    await this.#flights.settled();
    const isClean = this.#broken === undefined;
    this.#giveUp(this.#broken ?? new FatalError('the queue was closed'));
    if (!this.#run) link.stopWaiting();
    const tooLong = setTimeout(() => link.stopWaiting(), CLEAR_MS);
    try {
      await this.#opening;
      await this.#run?.end(isClean);
    } finally {
      clearTimeout(tooLong);
      await link.close();
    }
  }
}
