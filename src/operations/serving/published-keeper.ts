import { messageOf } from '../../domain/text.js';
import type { Host } from '../host.js';
import type { Records } from '../links/types.js';
import { tellLeft } from '../publications/deleted-there.js';

/** After a deletion that failed it is tried again so often, in milliseconds. */
const AGAIN_MS = 60_000;

/** How often it is said that faces are still there although they were deleted, in milliseconds. */
const REMIND_MS = 3600_000;

/**
 * Deletes from published tables what requests delete here, while requests go on: none waits for a
 * server that is away. What is left is tried again, also when a server starts.
 */
export class PublishedKeeper {
  readonly #records: Records;
  readonly #host: Pick<Host, 'tell' | 'typed'>;
  #working: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;
  readonly #closed = new AbortController();
  #told = Number.NEGATIVE_INFINITY;

  constructor(records: Records, host: Pick<Host, 'tell' | 'typed'>) {
    this.#records = records;
    this.#host = host;
  }

  /** Looks whether anything is to be deleted there; to be called when something has changed. */
  look(): void {
    if (this.#closed.signal.aborted || this.#working || this.#again || !this.#hasStale()) return;
    this.#working = this.#delete().finally(() => {
      this.#working = undefined;
      // What came meanwhile, or could not be done.
      if (!this.#again) this.look();
    });
  }

  /** Waits for what has begun: a few seconds for a server that is away, half a minute at most. */
  async close(): Promise<void> {
    this.#closed.abort();
    clearTimeout(this.#again);
    await this.#working;
  }

  #hasStale(): boolean {
    try {
      return this.#records.read(({ publications }) => publications.hasStale());
    } catch {
      // Whoever asks next is told what is wrong with the database.
      return false;
    }
  }

  async #delete(): Promise<void> {
    try {
      const { deletePublished } = await import('../publications/delete-published.js');
      const deletions = await deletePublished(this.#records, this.#closed.signal);
      for (const { done, table, at } of deletions) {
        if (done > 0) this.#host.tell(`Deleted from ${table} at ${at} as here: ${done}`);
      }
      if (deletions.every(({ left }) => left === 0)) return;
      this.#tell(() => tellLeft(deletions, this.#host));
    } catch (error) {
      this.#tell(() =>
        this.#host.tell(`What was deleted may still be published: ${messageOf(error)}`),
      );
    }
    if (this.#closed.signal.aborted) return;
    this.#again = setTimeout(() => {
      this.#again = undefined;
      this.look();
    }, AGAIN_MS).unref();
  }

  #tell(tell: () => void): void {
    const now = performance.now();
    if (now - this.#told < REMIND_MS) return;
    this.#told = now;
    tell();
  }
}
