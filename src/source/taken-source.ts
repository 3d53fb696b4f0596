import type { Entry, Noticed, Source } from '../domain/entry.js';

/** Some entries of a source; what is noticed is of what was read of it. */
export abstract class TakenSource implements Source {
  constructor(readonly source: Source) {}

  abstract entries(): AsyncIterable<Entry>;

  get skipped(): number {
    return this.source.skipped;
  }

  get restored(): number {
    return this.source.restored ?? 0;
  }

  get noticed(): Noticed {
    return this.source.noticed ?? {};
  }
}
