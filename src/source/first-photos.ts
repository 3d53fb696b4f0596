import type { Entry, Source } from '../domain/entry.js';
import { TakenSource } from './taken-source.js';

/**
 * The beginning of a source, for trying out an import: entries up to the one with the `limit`th
 * photo. A row without a photo counts as one; a row with several is kept whole.
 */
export class FirstPhotos extends TakenSource {
  #hasMore = false;

  constructor(
    source: Source,
    readonly limit: number,
  ) {
    super(source);
  }

  async *entries(): AsyncGenerator<Entry> {
    let left = this.limit;
    for await (const entry of this.source.entries()) {
      this.#hasMore = left <= 0;
      if (this.#hasMore) return;
      yield entry;
      left -= Math.max(1, entry.photos.length);
    }
  }

  get emptiness(): string {
    return this.source.emptiness ?? 'the input is empty';
  }

  /** Whether the source has further entries. */
  get hasMore(): boolean {
    return this.#hasMore;
  }
}
