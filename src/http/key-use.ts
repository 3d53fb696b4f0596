import type { KeyUse } from '../operations/serving/key-uses.js';
import { KEY_USE_EVERY_MS } from './limits.js';

interface Settings {
  /** Writes rows of the audit, in one transaction. */
  readonly write: (uses: readonly KeyUse[]) => Promise<void>;
  /** Hears why they could not be written; they are written with the next ones. */
  readonly failed: (error: unknown) => void;
  /** Calls `work` at intervals until what it returns is called. */
  readonly every?: (ms: number, work: () => void) => () => void;
}

/** Counts what is asked with each key, for one row of the audit each minute, not one a request. */
export class KeyUses {
  readonly #settings: Settings;
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #stop: () => void;
  #writing: Promise<void> = Promise.resolve();

  constructor(settings: Settings) {
    this.#settings = settings;
    const { every = everyMs } = settings;
    this.#stop = every(KEY_USE_EVERY_MS, () => void this.flush());
  }

  /** Notes a request. */
  note(keyId: string, operationId: string, times = 1): void {
    const counts = this.#counts.get(keyId) ?? new Map<string, number>();
    counts.set(operationId, (counts.get(operationId) ?? 0) + times);
    this.#counts.set(keyId, counts);
  }

  /** Writes what was counted, after what is being written. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Writes what is left, and counts for nobody any more. */
  close(): Promise<void> {
    this.#stop();
    return this.flush();
  }

  async #write(): Promise<void> {
    const uses = [...this.#counts].map(([keyId, counts]) => ({
      keyId,
      counts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    }));
    this.#counts.clear();
    if (uses.length === 0) return;
    try {
      await this.#settings.write(uses);
    } catch (error) {
      for (const { keyId, counts } of uses) {
        for (const [operation, times] of Object.entries(counts)) this.note(keyId, operation, times);
      }
      this.#settings.failed(error);
    }
  }
}

function everyMs(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms).unref();
  return () => clearInterval(timer);
}
