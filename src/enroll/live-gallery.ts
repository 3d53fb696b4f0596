import { Gallery, type GalleryOptions, type SearchOptions } from '../search/gallery.js';
import type { GalleryFace } from '../store/templates.js';
import type { EnrolledFace, FaceMatch, SearchedGallery } from './gallery.js';

/**
 * Templates of one collection and encoder in memory, which change user by user. Rows move when one
 * is removed: no change may happen during a search.
 */
export class LiveGallery implements SearchedGallery {
  /** By row. */
  readonly #known: EnrolledFace[] = [];
  /** The rows of each user. */
  readonly #rows = new Map<string, number[]>();
  readonly #gallery: Gallery;
  /** Never decreases: a search for users needs an upper bound. */
  #most = 1;

  constructor(
    readonly dimension: number,
    options: GalleryOptions = {},
  ) {
    this.#gallery = new Gallery(dimension, options);
  }

  get size(): number {
    return this.#known.length;
  }

  /** Number of users with templates. */
  get users(): number {
    return this.#rows.size;
  }

  /** The greatest number of templates of one user, or more. */
  get mostOfOneUser(): number {
    return this.#most;
  }

  /** All templates, in no order. */
  *faces(): Generator<EnrolledFace & { readonly embedding: Float32Array }> {
    for (const [row, face] of this.#known.entries()) {
      yield { ...face, embedding: this.#gallery.at(row) };
    }
  }

  /** The number of templates of a user. */
  countOf(userId: string): number {
    return this.#rows.get(userId)?.length ?? 0;
  }

  /** Adds a template to those of its user. */
  add({ faceId, userId, embedding }: Omit<GalleryFace, 'slot'>): void {
    const row = this.#gallery.append(embedding);
    this.#known.push({ faceId, userId });
    const rows = this.#rows.get(userId);
    if (rows) rows.push(row);
    else this.#rows.set(userId, [row]);
    this.#most = Math.max(this.#most, rows?.length ?? 1);
  }

  /** Removes all templates of a user. */
  remove(userId: string): void {
    for (let row = this.#rows.get(userId)?.pop(); row !== undefined; ) {
      this.#removeRow(row);
      row = this.#rows.get(userId)?.pop();
    }
    this.#rows.delete(userId);
  }

  #removeRow(row: number): void {
    const last = this.#known.length - 1;
    this.#gallery.remove(row);
    const moved = this.#known.pop() as EnrolledFace;
    if (row === last) return;
    this.#known[row] = moved;
    const rows = this.#rows.get(moved.userId) as number[];
    rows[rows.indexOf(last)] = row;
  }

  async search(
    embeddings: readonly Float32Array[],
    options: SearchOptions,
  ): Promise<readonly (readonly FaceMatch[])[]> {
    const found = await this.#gallery.search(embeddings, options);
    return found.map((matches) =>
      matches.map(({ index, similarity }) => ({
        ...(this.#known[index] as EnrolledFace),
        similarity,
      })),
    );
  }

  release(): Promise<void> {
    return this.#gallery.release();
  }
}
