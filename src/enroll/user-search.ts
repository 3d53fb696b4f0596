import type { UserMatch } from '../domain/identification.js';
import type { SearchOptions } from '../search/gallery.js';
import type { EnrolledGallery, FaceMatch } from './gallery.js';

/** Searches a gallery for users; each counts once, with the best of the user's templates. */
export class UserSearch {
  readonly #gallery: EnrolledGallery;
  /** Templates of the user who has the most. */
  readonly #most: number;

  constructor(gallery: EnrolledGallery) {
    this.#gallery = gallery;
    const counts = new Map<string, number>();
    for (const { userId } of gallery.faces) counts.set(userId, (counts.get(userId) ?? 0) + 1);
    this.#most = [...counts.values()].reduce((most, n) => Math.max(most, n), 1);
  }

  /** At most `top` users of at least the similarity `least`, the most similar first. */
  async search(
    embedding: Float32Array,
    { top, least }: SearchOptions,
  ): Promise<readonly UserMatch[]> {
    // Before a user's first template come at most all templates of those who are before the user.
    const rows = (top - 1) * this.#most + 1;
    const [matches = []] = await this.#gallery.search([embedding], { top: rows, least });
    return bestOfEachUser(matches).slice(0, top);
  }
}

function bestOfEachUser(matches: readonly FaceMatch[]): readonly UserMatch[] {
  const best = new Map<string, UserMatch>();
  for (const { userId, faceId, similarity } of matches) {
    if (!best.has(userId)) best.set(userId, { userId, faceId, similarity });
  }
  return [...best.values()];
}
