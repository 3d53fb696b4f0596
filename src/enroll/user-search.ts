import type { UserMatch } from '../domain/identification.js';
import type { SearchOptions } from '../search/gallery.js';
import type { FaceMatch, UserGallery } from './gallery.js';
import type { EnrolledFace } from './rows/enrolled-rows.js';

/** Searches a gallery for users; each is found at most once, by the most similar template. */
export class UserSearch {
  constructor(private readonly gallery: UserGallery) {}

  /** At most `top` users with a similarity of at least `least`, most similar first. */
  async search(
    embedding: Float32Array,
    { top, least }: SearchOptions,
  ): Promise<readonly UserMatch[]> {
    // Before a user's first template there are at most all templates of the users ranked higher.
    const rows = (top - 1) * this.gallery.mostOfOneUser + 1;
    const [matches = []] = await this.gallery.search([embedding], { top: rows, least });
    return bestOfEachUser(matches).slice(0, top);
  }

  /** Adds a new template, as `UserGallery.add`; the one that it replaces is the same user's. */
  add(face: EnrolledFace, embedding: Float32Array, replaces?: string): void {
    this.gallery.add(face, embedding, replaces);
  }
}

function bestOfEachUser(matches: readonly FaceMatch[]): readonly UserMatch[] {
  const best = new Map<string, UserMatch>();
  for (const { userId, faceId, similarity } of matches) {
    if (!best.has(userId)) best.set(userId, { userId, faceId, similarity });
  }
  return [...best.values()];
}
