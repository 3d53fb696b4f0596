import type { Claim } from '../photo-queue.js';
import type { SealedOrder } from './claims.js';

/** The photos that a worker has taken and not answered. */
export class Hands {
  readonly #orders = new Map<string, SealedOrder>();
  /** IDs of those that are to be tried alone. */
  readonly #suspects: string[] = [];

  get size(): number {
    return this.#orders.size;
  }

  get claims(): readonly Claim[] {
    return [...this.#orders.values()].map(({ claim }) => claim);
  }

  /** Keeps what was taken, and returns what can be worked on at once. */
  take(orders: readonly SealedOrder[]): readonly SealedOrder[] {
    return orders.filter((order) => {
      const { id } = order.claim;
      // While PostgreSQL was away its turn was given up, and has come again: it is at work here.
      const isHere = this.#orders.has(id);
      this.#orders.set(id, order);
      if (isHere) return false;
      if (order.deaths > 0) this.#suspects.push(id);
      return order.deaths <= 0;
    });
  }

  /** Whether a photo is to be tried alone next. */
  get hasSuspect(): boolean {
    return this.#suspects.length > 0;
  }

  /** The photo to be tried alone next. */
  nextSuspect(): SealedOrder | undefined {
    const id = this.#suspects.shift();
    return id === undefined ? undefined : this.#orders.get(id);
  }

  drop(photos: readonly string[]): void {
    for (const photo of photos) this.#orders.delete(photo);
  }
}
