import { normalizeIP } from '@fastify/rate-limit';

/** Names that are remembered: whoever has more addresses than these has a botnet. */
const MAX_NAMES = 10_000;

/** Whoever has one address of IPv6 has a network of this size. */
const IPV6_PREFIX = 64;

interface Count {
  count: number;
  readonly until: number;
}

/** Counts what is done under a name (an address, a link) within a span of time, which begins with the first. */
export class Throttle {
  readonly #counts = new Map<string, Count>();
  readonly #atMost: number;
  readonly #spanMs: number;
  readonly #now: () => number;

  constructor(atMost: number, spanMs: number, now: () => number = Date.now) {
    this.#atMost = atMost;
    this.#spanMs = spanMs;
    this.#now = now;
  }

  /** Milliseconds to wait; undefined if another one is free. */
  wait(name: string): number | undefined {
    const count = this.#counts.get(name);
    const now = this.#now();
    if (!count || count.count < this.#atMost || count.until <= now) return undefined;
    return count.until - now;
  }

  /** Counts one. */
  note(name: string): void {
    const count = this.#counts.get(name);
    const now = this.#now();
    if (count && count.until > now) count.count += 1;
    else this.#begin(name, now + this.#spanMs);
  }

  #begin(name: string, until: number): void {
    this.#counts.delete(name);
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined && this.#counts.size >= MAX_NAMES) this.#counts.delete(oldest);
    this.#counts.set(name, { count: 1, until });
  }
}

/** The name of whoever is behind an address. A peer on a socket of the file system has none. */
export function networkOf(ip: string | undefined): string {
  return ip === undefined || ip === '' ? 'local' : normalizeIP(ip, IPV6_PREFIX);
}
