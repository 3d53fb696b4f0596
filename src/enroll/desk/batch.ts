import type { JournaledOutcome } from '../../domain/outcome.js';
import type { DeskStore } from '../../store/desk-store.js';
import type { Store } from '../../store/store.js';
import { ChangingGallery } from '../changing-gallery.js';
import type { Galleries } from '../galleries.js';
import type { SearchedGallery } from '../gallery.js';

/** A gallery of a batch. */
export interface Compared {
  readonly collection: string;
  readonly encoder: string;
}

/** The transaction that several tasks share. */
export class Batch {
  readonly desk: DeskStore;
  /** Outcomes for the journal of runs, by collection. */
  readonly outcomes = new Map<string, JournaledOutcome[]>();
  readonly #galleries = new Map<string, ChangingGallery>();

  constructor(readonly store: Store) {
    this.desk = store.desk();
  }

  /** Calls `use` while the enrolled faces of all `compared` collections are held still. */
  async comparing<T>(
    compared: readonly Compared[],
    { galleries, dimensions }: { readonly galleries: Galleries; readonly dimensions: number },
    use: () => Promise<T>,
  ): Promise<T> {
    const [next, ...others] = compared;
    if (!next) return use();
    const store = this.desk.collection(next.collection, next.encoder);
    return galleries.holding(store, dimensions, (gallery) => {
      this.#galleries.set(next.collection, new ChangingGallery(gallery, store));
      return this.comparing(others, { galleries, dimensions }, use);
    });
  }

  /** Adds what became of a request. */
  note(collection: string, outcomes: readonly JournaledOutcome[]): void {
    this.outcomes.set(collection, [...(this.outcomes.get(collection) ?? []), ...outcomes]);
  }

  /** The enrolled faces of a collection, with what this transaction has enrolled. */
  galleryOf(collection: string): SearchedGallery | undefined {
    const gallery = this.#galleries.get(collection);
    gallery?.update();
    return gallery;
  }

  async release(): Promise<void> {
    await Promise.all([...this.#galleries.values()].map((gallery) => gallery.release()));
  }
}
