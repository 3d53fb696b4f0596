import type { Page } from './gallery.js';

/**
 * The rows that a search found, in order. Only their numbers are in memory (8 bytes each);
 * a row is read when its turn comes, so that a list of all may be as slow as its reader.
 */
export class Found<Row> {
  constructor(
    private readonly ids: readonly number[],
    private readonly read: (id: number) => Row | undefined,
  ) {}

  get total(): number {
    return this.ids.length;
  }

  /** The rows of a page, without those that are gone by now. */
  *rows({ limit, offset }: Page): Generator<Row> {
    const end = limit < 0 ? this.ids.length : offset + limit;
    for (const id of this.ids.slice(offset, end)) {
      const row = this.read(id);
      if (row !== undefined) yield row;
    }
  }

  /** All of them. */
  all(): Generator<Row> {
    return this.rows({ limit: -1, offset: 0 });
  }
}
