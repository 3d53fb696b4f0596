import { normalizeIP } from '@fastify/rate-limit';
import { MAX_WRONG_KEYS } from './limits.js';
import { Problem } from './problem.js';

const MINUTE_MS = 60_000;

/** Addresses that are remembered: whoever has more than these has a botnet. */
const MAX_ADDRESSES = 10_000;

/** Whoever has one address of IPv6 has a network of this size. */
const IPV6_PREFIX = 64;

interface Attempts {
  count: number;
  readonly until: number;
}

/**
 * Attempts with keys that are wrong, by address. Whoever guesses must wait; while an address waits
 * no key of it is looked up, so that it learns nothing either.
 */
export class WrongKeys {
  readonly #attempts = new Map<string, Attempts>();
  readonly #atMost: number;
  readonly #now: () => number;

  constructor(atMost = MAX_WRONG_KEYS, now: () => number = Date.now) {
    this.#atMost = atMost;
    this.#now = now;
  }

  /** @throws {Problem} when the address has tried too often. */
  refuse(ip: string | undefined): void {
    const attempts = this.#attempts.get(networkOf(ip));
    const now = this.#now();
    if (!attempts || attempts.count < this.#atMost || attempts.until <= now) return;
    throw new Problem('TOO_MANY_REQUESTS', 'too many wrong keys came from this address', {
      retryAfter: (attempts.until - now) / 1000,
    });
  }

  /** Notes a wrong key. */
  note(ip: string | undefined): void {
    const network = networkOf(ip);
    const now = this.#now();
    const attempts = this.#attempts.get(network);
    if (attempts && attempts.until > now) attempts.count += 1;
    else this.#begin(network, now + MINUTE_MS);
  }

  #begin(network: string, until: number): void {
    this.#attempts.delete(network);
    const [oldest] = this.#attempts.keys();
    if (oldest !== undefined && this.#attempts.size >= MAX_ADDRESSES) this.#attempts.delete(oldest);
    this.#attempts.set(network, { count: 1, until });
  }
}

/** A peer on a socket of the file system has no address. */
function networkOf(ip: string | undefined): string {
  return ip === undefined || ip === '' ? 'local' : normalizeIP(ip, IPV6_PREFIX);
}
