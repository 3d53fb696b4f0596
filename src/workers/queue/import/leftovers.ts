import type { PhotoQueue } from '../photo-queue.js';
import { deadImports } from '../tables/living.js';
import type { Flights } from './flights.js';
import type { Outgoing, Parcels } from './parcels.js';

/** What imports that were killed have sent, and perhaps had answered: an import that needs it takes it over. */
export class Leftovers {
  readonly #queue: PhotoQueue;
  readonly #parcels: Parcels;
  readonly #flights: Flights;
  #dead: readonly string[] = [];
  /** Photos by mark, hexadecimal. */
  #byMark = new Map<string, string>();

  constructor(queue: PhotoQueue, parcels: Parcels, flights: Flights) {
    this.#queue = queue;
    this.#parcels = parcels;
    this.#flights = flights;
  }

  /** Looks what there is. */
  async look(): Promise<void> {
    const dead = await deadImports(this.#queue.link, this.#queue.name);
    this.#dead = dead.map(({ id }) => id);
    this.#byMark = dead.length > 0 ? await this.#parcels.leftBy(this.#dead) : new Map();
  }

  /** The imports that were killed on this machine. */
  async ofThisMachine(): Promise<readonly string[]> {
    const dead = await deadImports(this.#queue.link, this.#queue.name);
    return dead.filter(({ wasHere }) => wasHere).map(({ id }) => id);
  }

  /** Takes over what is there already, and returns the rest, which is to be sent. */
  async adopt(batch: readonly Outgoing[]): Promise<readonly Outgoing[]> {
    if (this.#byMark.size === 0) return batch;
    const found = new Map<string, Outgoing>();
    for (const outgoing of batch) {
      const mark = Buffer.from(outgoing.parcel.mark).toString('hex');
      const photo = this.#byMark.get(mark);
      // Once only: the same photo may be meant twice.
      if (photo !== undefined && this.#byMark.delete(mark)) found.set(photo, outgoing);
    }
    if (found.size === 0) return batch;
    const adopted = await this.#parcels.adopt([...found.keys()], this.#dead);
    const isAdopted = new Set<Outgoing>();
    for (const photo of adopted) {
      // Looked for again while it was taken over: it is on its way for another entry with the same photo.
      if (this.#flights.of(photo)) continue;
      const outgoing = found.get(photo) as Outgoing;
      this.#flights.sent(outgoing.flight, outgoing.parcel.photo, photo);
      isAdopted.add(outgoing);
    }
    return batch.filter((outgoing) => !isAdopted.has(outgoing));
  }
}
