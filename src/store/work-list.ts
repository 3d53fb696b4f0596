import type { Entry } from '../domain/entry.js';
import { matchKey } from '../domain/match-key.js';
import type { ItemOutcome } from '../domain/outcome.js';
import type { Connection } from './database.js';
import { type NumberedEntry, RunEntries, type Sharing } from './run-entries.js';
import { type Item, RunItems } from './run-items.js';

export interface EntryWithItems extends NumberedEntry {
  readonly items: readonly Item[];
}

/** Rows read at a time: bounds the memory of every pass over a run. */
const PAGE = 500;

/** Everything that one run works on, written and read in pages. */
export class WorkList {
  readonly items: RunItems;
  readonly #entries: RunEntries;
  readonly #ignoreCase: boolean;
  #others: (userId: string) => boolean = () => false;
  #entryCount = 0;
  #itemCount = 0;

  constructor(db: Connection, runId: string, ignoreCase: boolean) {
    this.items = new RunItems(db, runId);
    this.#entries = new RunEntries(db, runId);
    this.#ignoreCase = ignoreCase;
  }

  get runId(): string {
    return this.items.runId;
  }

  /** The number of entries. */
  get size(): number {
    return this.#entryCount;
  }

  /**
   * Adds an entry with an item for each photo, or one item if it has none. Returns the number of
   * the first item; the others follow.
   */
  add(entry: Entry): number {
    this.#entryCount += 1;
    this.#entries.add(this.#entryCount, entry, this.#keyOf(entry));
    const photos = entry.photos.length > 0 ? entry.photos : [{ slot: 0, file: '' }];
    const first = this.#itemCount + 1;
    for (const photo of photos) {
      this.#itemCount += 1;
      this.items.add({
        item: this.#itemCount,
        entry: this.#entryCount,
        row: ('moved' in photo ? photo.moved?.line : undefined) ?? entry.row ?? null,
        userId: entry.userId,
        slot: photo.slot,
        file: photo.file,
        path: 'path' in photo ? (photo.path ?? null) : null,
      });
    }
    return first;
  }

  /** Other entries of the same user ID, by entry number; omits entries without any. */
  sharing(page: readonly NumberedEntry[]): ReadonlyMap<number, readonly Sharing[]> {
    const keys = page.map(({ entry }) => this.#keyOf(entry));
    const shared = this.#entries.shared(keys);
    return new Map(
      page.flatMap(({ number }, i) => {
        const key = keys[i] ?? '';
        return shared.has(key) ? [[number, this.#entries.sharing(number, key)]] : [];
      }),
    );
  }

  /** Whether any readable entry is of this user, or one that was left out of the input. */
  names(userId: string): boolean {
    return this.#entries.has(matchKey(userId, this.#ignoreCase)) || this.#others(userId);
  }

  /** Tells of entries that the run leaves out. */
  leavesOut(names: (userId: string) => boolean): void {
    this.#others = names;
  }

  /** All entries in the order of the input, page by page. */
  *pages(): Generator<readonly EntryWithItems[]> {
    for (let last = 0; ; ) {
      const page = this.#entries.after(last, PAGE);
      if (page.length === 0) return;
      const items = this.items.ofEntries(last + 1, page.at(-1)?.number ?? last);
      last = page.at(-1)?.number ?? last;
      yield page.map((entry) => ({ ...entry, items: items.get(entry.number) ?? [] }));
    }
  }

  /** The photos left to extract, in the order of the input. */
  *toExtract(): Generator<Item> {
    for (let last = 0; ; ) {
      const page = this.items.toExtractAfter(last, PAGE);
      if (page.length === 0) return;
      last = page.at(-1)?.item ?? last;
      yield* page;
    }
  }

  /** Every outcome in the order of the input. */
  *outcomes(): Generator<ItemOutcome> {
    for (let last = 0; ; ) {
      const page = this.items.outcomesAfter(last, PAGE);
      if (page.length === 0) return;
      last = page.at(-1)?.item ?? last;
      yield* page;
    }
  }

  #keyOf(entry: Entry): string {
    return entry.failure ? '' : matchKey(entry.userId, this.#ignoreCase);
  }
}
