import type { Entry, Noticed, Source } from '../domain/entry.js';

/**
 * The beginning of a source, for trying out an import: entries up to the one with the `limit`th
 * photo. A row without a photo counts as one; a row with several is kept whole.
 */
export class FirstPhotos implements Source {
  #hasMore = false;

  constructor(
    readonly source: Source,
    readonly limit: number,
  ) {}

  async *entries(): AsyncGenerator<Entry> {
    let left = this.limit;
    for await (const entry of this.source.entries()) {
      this.#hasMore = left <= 0;
      if (this.#hasMore) return;
      yield entry;
      left -= Math.max(1, entry.photos.length);
    }
  }

  get skipped(): number {
    return this.source.skipped;
  }

  get restored(): number {
    return this.source.restored ?? 0;
  }

  get noticed(): Noticed {
    return this.source.noticed ?? {};
  }

  get emptiness(): string {
    return this.source.emptiness ?? 'the input is empty';
  }

  /** Whether the source has further entries. */
  get hasMore(): boolean {
    return this.#hasMore;
  }
}
