import type { Crew } from '../../../domain/crew.js';
import type { ExtractorFacts } from '../../../domain/extractor.js';
import { count, listed } from '../../../domain/text.js';
import { atMostEvery } from '../loop.js';
import type { PhotoQueue } from '../photo-queue.js';
import { queueDifferences } from '../queue-differences.js';
import { crewOf, type ImportRow, noteImport, type SilentWorker } from '../tables/imports.js';
import { EXPIRE_EVERY_MS, expireLeft } from '../tables/purge.js';
import type { Flights } from './flights.js';

/** How often an import says that it is there, and asks who works for it. */
export const BEAT_MS = 3_000;

/** However often workers come and go, it is not said more often that none is there. */
const TELL_EVERY_MS = 60_000;

/** Host names of silent workers that are told. */
const MOST_HOSTS = 3;

/** Photos on the queue while no worker is known, and for each photo that workers work on at once. */
const LEAST_ON_WAY = 32;
const ON_WAY_FOR_SLOT = 4;

export interface PresenceSetup {
  readonly queue: PhotoQueue;
  readonly flights: Flights;
  readonly row: ImportRow;
  readonly aloneMs: number;
  readonly tell: (message: string) => void;
  /** The same of what comes and goes. */
  readonly tellEach: (message: string) => void;
}

/** Says that an import is there, and knows who works for it. */
export class Presence {
  readonly #setup: PresenceSetup;
  readonly #expire: () => Promise<void>;
  #crew: Crew = { members: [] };
  #hadWorkers = false;
  /** Since when nobody works for it; undefined when that was said. */
  #aloneSince: number | undefined = performance.now();
  #toldAlone = Number.NEGATIVE_INFINITY;
  #outages = 0;
  #toldOthers = '';

  constructor(setup: PresenceSetup) {
    this.#setup = setup;
    this.#expire = atMostEvery(EXPIRE_EVERY_MS, () => expireLeft(setup.queue.link));
  }

  /** Who works for the import now. */
  get crew(): Crew {
    return this.#crew;
  }

  /** Photos that may be on their way: enough that no worker waits for one. */
  window(most: number): number {
    const slots = this.#crew.members.reduce((sum, member) => sum + member.slots, 0);
    return Math.min(most, Math.max(LEAST_ON_WAY, ON_WAY_FOR_SLOT * slots));
  }

  /** Does so once, and returns the milliseconds until the next time. */
  async beat(): Promise<number> {
    const { queue, flights, row } = this.#setup;
    await noteImport(queue.link, row, flights.done);
    const { others, silent, ...crew } = await crewOf(queue.link, queue.name);
    this.#crew = crew;
    this.#hadWorkers ||= crew.members.length > 0;
    this.#tellOfOthers(others);
    this.#tellWhenAlone(silent);
    await this.#expire();
    return BEAT_MS;
  }

  #tellOfOthers(others: readonly ExtractorFacts[]): void {
    const [first] = others;
    if (!first) return;
    const { row, tell } = this.#setup;
    const { what, remedy } = queueDifferences(row.extractor, first, ['here', 'there']);
    if (what === this.#toldOthers) return;
    this.#toldOthers = what;
    const gets = others.length === 1 ? 'gets' : 'get';
    tell(
      `${count(others.length, 'worker')} cannot work for this import, and ${gets} none of its photos: ${what}. ${remedy}`,
    );
  }

  #tellWhenAlone(silent: readonly SilentWorker[]): void {
    const { queue, flights, aloneMs, tellEach } = this.#setup;
    const now = performance.now();
    const { outages } = queue.link;
    const isBack = outages !== this.#outages;
    this.#outages = outages;
    // Workers need the server, too, and a moment to notice that it is back.
    if (isBack || queue.link.isAway || this.#crew.members.length > 0 || !flights.isAwaited) {
      this.#aloneSince = now;
      return;
    }
    if (this.#aloneSince === undefined || now - this.#aloneSince < aloneMs) return;
    if (now - this.#toldAlone < TELL_EVERY_MS) return;
    // Once, until somebody comes.
    this.#aloneSince = undefined;
    this.#toldAlone = now;
    const any = this.#hadWorkers ? ' any more' : '';
    tellEach(
      `No worker takes photos from the queue at ${queue.link.shown}${any}: ${silentText(silent)}start some with "faceenroll worker --queue ..."`,
    );
  }
}

/** Those that fell silent may be there and unable to write into PostgreSQL that they are: they know why. */
function silentText(silent: readonly SilentWorker[]): string {
  if (silent.length === 0) return '';
  const hosts = [...new Set(silent.map(({ host }) => host))];
  const seconds = Math.floor(Math.min(...silent.map((one) => one.seconds)));
  const [have, they] = silent.length === 1 ? ['has', 'it says'] : ['have', 'they say'];
  return `${count(silent.length, 'worker')} on ${listed(hosts, MOST_HOSTS)} ${have} not been heard of for ${seconds} s; look at what ${they} there, or `;
}
