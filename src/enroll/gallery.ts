import { setImmediate as letSignalsIn } from 'node:timers/promises';
import { Gallery, type SearchOptions } from '../search/gallery.js';
import { pairsAbove } from '../search/pairs.js';
import type { GalleryFace, Templates } from '../store/templates.js';

/** A row of the gallery: the template and its user. */
export type EnrolledFace = Pick<GalleryFace, 'faceId' | 'userId'>;

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

/** Templates between two checks of the signal: tens of milliseconds, even if encrypted. */
const PAGE = 1000;

/** All templates of one collection and encoder in memory, for exact search. */
export class EnrolledGallery {
  private constructor(
    /** By row. */
    private readonly known: EnrolledFace[],
    private readonly gallery: Gallery,
  ) {}

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
    const loaded = new EnrolledGallery([], new Gallery(dimension));
    for (const { embedding, ...face } of templates) loaded.add(face, embedding);
    return loaded;
  }

  get faces(): readonly EnrolledFace[] {
    return this.known;
  }

  get size(): number {
    return this.faces.length;
  }

  /**
   * Adds a template that was just enrolled, in place of the one that it replaced, if any. Call it
   * after the commit, and not during a search.
   */
  add({ faceId, userId }: EnrolledFace, embedding: Float32Array, replaces?: string): void {
    const face = { faceId, userId };
    if (replaces === undefined) {
      this.gallery.append(embedding);
      this.known.push(face);
      return;
    }
    const index = this.known.findIndex((known) => known.faceId === replaces);
    this.gallery.replace(index, embedding);
    this.known[index] = face;
  }

  /** The most similar templates for each embedding, as `Gallery.search` returns them. */
  async search(
    embeddings: readonly Float32Array[],
    options: SearchOptions,
  ): Promise<readonly (readonly FaceMatch[])[]> {
    const found = await this.gallery.search(embeddings, options);
    return found.map((matches) =>
      matches.map(({ index, similarity }) => ({ ...this.#face(index), similarity })),
    );
  }

  /** All pairs of templates of different users with a similarity of at least `least`. */
  async *pairs(least: number): AsyncGenerator<FacePair> {
    for await (const pair of pairsAbove(this.gallery, least)) {
      const [first, second] = [this.#face(pair.first), this.#face(pair.second)];
      if (first.userId !== second.userId) yield { first, second, similarity: pair.similarity };
    }
  }

  /** Ends the comparison threads; a later search starts them again. */
  release(): Promise<void> {
    return this.gallery.release();
  }

  #face(index: number): EnrolledFace {
    return this.faces[index] as EnrolledFace;
  }
}
