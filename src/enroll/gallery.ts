import { setImmediate as letSignalsIn } from 'node:timers/promises';
import { Gallery, type SearchOptions } from '../search/gallery.js';
import { pairsAbove } from '../search/pairs.js';
import type { GalleryFace, Templates } from '../store/templates.js';
import { type EnrolledFace, EnrolledRows } from './rows/enrolled-rows.js';

/** A template that is similar to the searched face. */
export interface FaceMatch extends EnrolledFace {
  /** Cosine, -1 to 1. */
  readonly similarity: number;
}

/** Two similar templates of different users. */
export interface FacePair {
  readonly first: EnrolledFace;
  readonly second: EnrolledFace;
  readonly similarity: number;
}

/** What faces are searched in. */
export interface SearchedGallery {
  /** Number of templates. */
  readonly size: number;
  /** The most similar templates for each embedding, as `Gallery.search` returns them. */
  search(
    embeddings: readonly Float32Array[],
    options: SearchOptions,
  ): Promise<readonly (readonly FaceMatch[])[]>;
  /** Ends the comparison threads; a later search starts them again. */
  release(): Promise<void>;
}

/** What users are searched in by their faces. */
export interface UserGallery extends SearchedGallery {
  /** Number of users with templates. */
  readonly users: number;
  /** The greatest number of templates of one user, or more. */
  readonly mostOfOneUser: number;
  /**
   * Adds a template that was just enrolled, in place of the one that it replaced, if any. Call it
   * after the commit, and not during a search.
   */
  add(face: EnrolledFace, embedding: Float32Array, replaces?: string): void;
}

/** Templates between two checks of the signal: tens of milliseconds, even if encrypted. */
const PAGE = 1000;

/** All templates of one collection and encoder in memory, for exact search. */
export class EnrolledGallery implements UserGallery {
  readonly #rows = new EnrolledRows();

  private constructor(private readonly gallery: Gallery) {}

  /** Reads all templates, whose embeddings have the length `dimension`. */
  static load(templates: Templates, dimension: number): EnrolledGallery {
    return EnrolledGallery.of(templates.all(), dimension);
  }

  /**
   * Like `load`, with pauses during which nobody may change the templates.
   *
   * @throws the signal's reason if it is aborted.
   */
  static async loadInPages(
    templates: Templates,
    dimension: number,
    signal: AbortSignal,
  ): Promise<EnrolledGallery> {
    const loaded = EnrolledGallery.of([], dimension);
    for (const { embedding, ...face } of templates.all()) {
      loaded.add(face, embedding);
      if (loaded.size % PAGE !== 0) continue;
      await letSignalsIn();
      signal.throwIfAborted();
    }
    return loaded;
  }

  /** A gallery of only these templates. */
  static of(templates: Iterable<GalleryFace>, dimension: number): EnrolledGallery {
    const loaded = new EnrolledGallery(new Gallery(dimension));
    for (const { embedding, ...face } of templates) loaded.add(face, embedding);
    return loaded;
  }

  get size(): number {
    return this.#rows.size;
  }

  get users(): number {
    return this.#rows.users;
  }

  get mostOfOneUser(): number {
    return this.#rows.mostOfOneUser;
  }

  /** Number of pairs of templates of different users. */
  get differentPairs(): number {
    return this.#rows.differentPairs;
  }

  add(face: EnrolledFace, embedding: Float32Array, replaces?: string): void {
    if (replaces === undefined) {
      this.gallery.append(embedding);
      this.#rows.push(face);
      return;
    }
    const row = this.#rows.find({ faceId: replaces, userId: face.userId }) ?? -1;
    this.gallery.replace(row, embedding);
    this.#rows.replace(row, face.faceId);
  }

  async search(
    embeddings: readonly Float32Array[],
    options: SearchOptions,
  ): Promise<readonly (readonly FaceMatch[])[]> {
    const found = await this.gallery.search(embeddings, options);
    return found.map((matches) =>
      matches.map(({ index, similarity }) => ({ ...this.#rows.at(index), similarity })),
    );
  }

  /** All pairs of templates of different users with a similarity of at least `least`. */
  async *pairs(least: number): AsyncGenerator<FacePair> {
    for await (const pair of pairsAbove(this.gallery, least)) {
      const [first, second] = [this.#rows.at(pair.first), this.#rows.at(pair.second)];
      if (first.userId !== second.userId) yield { first, second, similarity: pair.similarity };
    }
  }

  release(): Promise<void> {
    return this.gallery.release();
  }
}
