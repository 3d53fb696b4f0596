import type { LookedAt, ReviewDesk } from '../../../operations/review/types.js';

/** How long a look is good enough for the queue: a decision looks again. */
const KEPT_MS = 10 * 60_000;

/** Small copies of photos are kept with them: some 50 MB. */
const MOST = 500;

/** How long the queue waits for photos that nobody has looked at yet. */
const QUEUE_WAITS_MS = 5_000;

interface Kept {
  readonly looked: LookedAt;
  readonly at: number;
}

/** What was seen in photos a short while ago. */
export class Looks {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly desk: ReviewDesk,
    private readonly queueWaitsMs = QUEUE_WAITS_MS,
  ) {}

  /** What was seen; undefined if nobody has looked a short while ago. */
  known(submissionId: string): LookedAt | undefined {
    const kept = this.#kept.get(submissionId);
    return kept && Date.now() - kept.at < KEPT_MS ? kept.looked : undefined;
  }

  /** Looks again. */
  async now(submissionId: string, signal: AbortSignal): Promise<LookedAt | undefined> {
    const looked = await this.desk.look(submissionId, { signal });
    this.forget(submissionId);
    if (looked) this.#keep(submissionId, looked);
    return looked;
  }

  /** Looks at those that nobody has looked at, for as long as somebody waits for a page. */
  async all(submissionIds: readonly string[], signal: AbortSignal): Promise<void> {
    const missing = submissionIds.filter((id) => !this.known(id));
    if (missing.length === 0) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.queueWaitsMs);
    // One that cannot be looked at now is shown without what would be seen.
    const looking = missing.map((id) => this.now(id, signal).catch(() => undefined));
    await Promise.race([Promise.all(looking), late]);
    clearTimeout(timer);
  }

  forget(submissionId: string): void {
    this.#kept.delete(submissionId);
  }

  #keep(submissionId: string, looked: LookedAt): void {
    const now = Date.now();
    // The oldest come first.
    for (const [id, { at }] of this.#kept) {
      if (this.#kept.size < MOST && now - at < KEPT_MS) break;
      this.#kept.delete(id);
    }
    this.#kept.set(submissionId, { looked, at: now });
  }
}
