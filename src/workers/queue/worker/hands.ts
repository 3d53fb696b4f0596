import type { Claim } from '../photo-queue.js';
import type { SealedOrder } from './claims.js';

/** The photos that a worker has taken and not answered. Bytes are kept only of those that wait. */
export class Hands {
  readonly #claims = new Map<string, Claim>();
  /** Those whose orders are being read. */
  #coming: readonly Claim[] = [];
  /** Those that are to be tried alone, by ID. */
  readonly #suspects = new Map<string, SealedOrder>();

  get size(): number {
    return this.#claims.size;
  }

  /** Also of those whose orders are being read. */
  get claims(): readonly Claim[] {
    return [...this.#claims.values(), ...this.#coming];
  }

  /** Notes photos whose orders are to be read: over a narrow line that takes a while. */
  expect(claims: readonly Claim[]): void {
    this.#coming = claims;
  }

  /** Keeps what was taken, and returns what can be worked on at once. */
  take(orders: readonly SealedOrder[]): readonly SealedOrder[] {
    this.#coming = [];
    return orders.filter((order) => {
      const { claim, deaths } = order;
      // While PostgreSQL was away its turn was given up, and has come again: it is at work here.
      const isHere = this.#claims.has(claim.id);
      this.#claims.set(claim.id, claim);
      const isSuspect = isHere ? this.#suspects.has(claim.id) : deaths > 0;
      if (isSuspect) this.#suspects.set(claim.id, order);
      return !isHere && !isSuspect;
    });
  }

  /** Whether a photo is to be tried alone next. */
  get hasSuspect(): boolean {
    return this.#suspects.size > 0;
  }

  /** The photo to be tried alone next. */
  nextSuspect(): SealedOrder | undefined {
    const [order] = this.#suspects.values();
    if (order) this.#suspects.delete(order.claim.id);
    return order;
  }

  drop(photos: readonly string[]): void {
    for (const photo of photos) {
      this.#claims.delete(photo);
      this.#suspects.delete(photo);
    }
  }
}
