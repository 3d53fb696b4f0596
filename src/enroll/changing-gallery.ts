import { SMALL_BLOCK } from '../search/gallery.js';
import type { CollectionStore } from '../store/store.js';
import type { SearchedGallery } from './gallery.js';
import { changedUsers, readAgain } from './gallery-changes.js';
import { LiveGallery } from './live-gallery.js';

/**
 * A gallery with the changes of the transaction that a store is in: what was changed since the
 * gallery was read is searched apart, and nobody else sees it.
 */
export class ChangingGallery implements SearchedGallery {
  /** Users whose templates have changed. */
  #changed: ReadonlySet<string> = new Set();
  #own: LiveGallery;
  /** Templates of those users in the gallery. */
  #outdated = 0;
  #position: number;

  constructor(
    private readonly gallery: LiveGallery,
    private readonly store: Pick<CollectionStore, 'templates' | 'audit'>,
  ) {
    this.#own = new LiveGallery(gallery.dimension, { blockRows: SMALL_BLOCK });
    this.#position = store.audit.position();
  }

  get size(): number {
    return this.gallery.size - this.#outdated + this.#own.size;
  }

  /** Reads what the transaction has changed since the last call; nothing of it may be undone later. */
  update(): void {
    const { audit, templates } = this.store;
    const position = audit.position();
    if (position === this.#position) return;
    const changed = changedUsers(audit.log.changesAfter(this.#position), templates.collection);
    if (changed === 'everything') throw new Error('a transaction of a desk changes single users');
    readAgain(this.#own, changed, templates);
    this.#changed = new Set([...this.#changed, ...changed]);
    this.#outdated = 0;
    for (const userId of this.#changed) this.#outdated += this.gallery.countOf(userId);
    this.#position = position;
  }

  async search(
    embeddings: readonly Float32Array[],
    { top, least }: Parameters<SearchedGallery['search']>[1],
  ): ReturnType<SearchedGallery['search']> {
    const own = await this.#own.search(embeddings, { top, least });
    const all = await this.gallery.search(embeddings, { top: top + this.#outdated, least });
    return all.map((matches, i) =>
      [...matches.filter(({ userId }) => !this.#changed.has(userId)), ...(own[i] ?? [])]
        .sort((p, q) => q.similarity - p.similarity)
        .slice(0, top),
    );
  }

  async release(): Promise<void> {
    await this.#own.release();
  }
}
