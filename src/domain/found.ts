import type { Page } from './gallery.js';

/**
 * The rows that a search found, in order. Only their numbers are in memory (8 bytes each); a row is
 * read on demand, so that a slow reader of a long list does no harm.
 */
export class Found<Row> {
  constructor(
    private readonly ids: readonly number[],
    private readonly read: (id: number) => Row | undefined,
  ) {}

  get total(): number {
    return this.ids.length;
  }

  /** The rows of a page, without those deleted meanwhile. */
  *rows({ limit, offset }: Page): Generator<Row> {
    const end = limit < 0 ? this.ids.length : offset + limit;
    for (const id of this.ids.slice(offset, end)) {
      const row = this.read(id);
      if (row !== undefined) yield row;
    }
  }

  all(): Generator<Row> {
    return this.rows({ limit: -1, offset: 0 });
  }
}
