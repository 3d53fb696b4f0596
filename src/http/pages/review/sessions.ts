import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a session lasts without use, and at most. */
const IDLE_MS = 30 * 60_000;
const LONGEST_MS = 12 * 3_600_000;

/** Sessions at the same time: whoever signs in again and again ends the oldest. */
const MOST = 1_000;

/** Of an ID and of a token, in bytes: nobody guesses it. */
const SECRET_BYTES = 32;

/** An operator who has signed in. */
export interface Session {
  readonly keyId: string;
  /** What every form of the session brings along. */
  readonly csrf: string;
  /** What the next page says of what was done. */
  news: readonly string[];
}

interface Kept extends Session {
  readonly endsAt: number;
  usedAt: number;
}

/** Sessions of operators, in memory: a server that starts anew has none. */
export class Sessions {
  readonly #sessions = new Map<string, Kept>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Begins one; returns its secret ID. */
  begin(keyId: string): string {
    const id = secret();
    const now = this.now();
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= MOST) this.#sessions.delete(oldest);
    const life = { endsAt: now + LONGEST_MS, usedAt: now };
    this.#sessions.set(nameOf(id), { keyId, csrf: secret(), news: [], ...life });
    return id;
  }

  /** The session of an ID, which is used by that. */
  find(id: string): Session | undefined {
    const name = nameOf(id);
    const found = this.#sessions.get(name);
    const now = this.now();
    if (!found) return undefined;
    if (now >= found.endsAt || now - found.usedAt >= IDLE_MS) {
      this.#sessions.delete(name);
      return undefined;
    }
    found.usedAt = now;
    return found;
  }

  end(id: string): void {
    this.#sessions.delete(nameOf(id));
  }
}

/** Whether a form was made for the session. */
export function isOwnForm({ csrf }: Session, token: string | null): boolean {
  return timingSafeEqual(digestOf(csrf), digestOf(token ?? ''));
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Under which a session is kept: memory that is read does not give the ID away. */
function nameOf(id: string): string {
  return digestOf(id).toString('base64url');
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
