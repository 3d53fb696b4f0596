import type { UserMatch } from '../domain/identification.js';
import type { SearchOptions } from '../search/gallery.js';
import type { EnrolledFace, EnrolledGallery, FaceMatch } from './gallery.js';

/** Searches a gallery for users; each is found at most once, by the most similar template. */
export class UserSearch {
  readonly #gallery: EnrolledGallery;
  /** Number of templates by user. */
  readonly #counts = new Map<string, number>();
  /** The greatest number of templates of one user. */
  #most = 1;

  constructor(gallery: EnrolledGallery) {
    this.#gallery = gallery;
    for (const { userId } of gallery.faces) this.#count(userId);
  }

  /** At most `top` users with a similarity of at least `least`, most similar first. */
  async search(
    embedding: Float32Array,
    { top, least }: SearchOptions,
  ): Promise<readonly UserMatch[]> {
    // Before a user's first template there are at most all templates of the users ranked higher.
    const rows = (top - 1) * this.#most + 1;
    const [matches = []] = await this.#gallery.search([embedding], { top: rows, least });
    return bestOfEachUser(matches).slice(0, top);
  }

  /** Adds a new template, as `EnrolledGallery.add`; the one that it replaces is the same user's. */
  add(face: EnrolledFace, embedding: Float32Array, replaces?: string): void {
    this.#gallery.add(face, embedding, replaces);
    if (replaces === undefined) this.#count(face.userId);
  }

  #count(userId: string): void {
    const count = (this.#counts.get(userId) ?? 0) + 1;
    this.#counts.set(userId, count);
    this.#most = Math.max(this.#most, count);
  }
}

function bestOfEachUser(matches: readonly FaceMatch[]): readonly UserMatch[] {
  const best = new Map<string, UserMatch>();
  for (const { userId, faceId, similarity } of matches) {
    if (!best.has(userId)) best.set(userId, { userId, faceId, similarity });
  }
  return [...best.values()];
}
