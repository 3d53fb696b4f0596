import { Gallery, type GalleryOptions, type SearchOptions } from '../search/gallery.js';
import type { GalleryFace } from '../store/templates.js';
import type { FaceMatch, SearchedGallery } from './gallery.js';
import { type EnrolledFace, EnrolledRows } from './rows/enrolled-rows.js';

/**
 * Templates of one collection and encoder in memory, which change user by user. Rows move when one
 * is removed: no change may happen during a search.
 */
export class LiveGallery implements SearchedGallery {
  readonly #rows = new EnrolledRows();
  readonly #gallery: Gallery;

  constructor(
    readonly dimension: number,
    options: GalleryOptions = {},
  ) {
    this.#gallery = new Gallery(dimension, options);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Number of users with templates. */
  get users(): number {
    return this.#rows.users;
  }

  /** The greatest number of templates of one user, or more: a search for users needs a bound. */
  get mostOfOneUser(): number {
    return this.#rows.mostOfOneUser;
  }

  /** All templates, in no order. */
  *faces(): Generator<EnrolledFace & { readonly embedding: Float32Array }> {
    for (let row = 0; row < this.size; row += 1) {
      yield { ...this.#rows.at(row), embedding: this.#gallery.at(row) };
    }
  }

  /** The number of templates of a user. */
  countOf(userId: string): number {
    return this.#rows.of(userId).length;
  }

  /** Adds a template to those of its user. */
  add({ faceId, userId, embedding }: Omit<GalleryFace, 'slot'>): void {
    this.#gallery.append(embedding);
    this.#rows.push({ faceId, userId });
  }

  /** Removes all templates of a user. */
  remove(userId: string): void {
    // The last row takes the number of a removed one, so the highest goes first.
    for (const row of [...this.#rows.of(userId)].sort((p, q) => q - p)) {
      this.#gallery.remove(row);
      this.#rows.remove(row);
    }
  }

  async search(
    embeddings: readonly Float32Array[],
    options: SearchOptions,
  ): Promise<readonly (readonly FaceMatch[])[]> {
    const found = await this.#gallery.search(embeddings, options);
    return found.map((matches) =>
      matches.map(({ index, similarity }) => ({
        ...this.#rows.at(index),
        similarity,
      })),
    );
  }

  release(): Promise<void> {
    return this.#gallery.release();
  }
}
