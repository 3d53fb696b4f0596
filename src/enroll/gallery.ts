import { setImmediate as letSignalsIn } from 'node:timers/promises';
import { Gallery, type SearchOptions } from '../search/gallery.js';
import { pairsAbove } from '../search/pairs.js';
import type { GalleryFace, Templates } from '../store/templates.js';

/** Whose template a row of the gallery is. */
export type EnrolledFace = Pick<GalleryFace, 'faceId' | 'userId'>;

/** A template that is similar to what was searched. */
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

/** Templates between two looks at the signals: tens of milliseconds, encrypted ones, too. */
const PAGE = 1000;

/** Every template of one collection and encoder in memory, to be searched exactly. */
export class EnrolledGallery {
  private constructor(
    /** In the order of the rows. */
    private readonly known: EnrolledFace[],
    private readonly gallery: Gallery,
  ) {}

  /** Reads all templates, whose embeddings have `dimension` values. */
  static load(templates: Templates, dimension: number): EnrolledGallery {
    return EnrolledGallery.of(templates.all(), dimension);
  }

  /**
   * The same with pauses, in which nobody may change the templates. Throws the reason of
   * `signal` when that is aborted.
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

  /** A gallery of these templates alone. */
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
   * Lets a template that was enrolled just now be found, in the place of the one that made
   * room for it, if one did. After the commit, and not while a search runs.
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

  /** For each embedding the templates most similar to it, as `Gallery.search` has it. */
  async search(
    embeddings: readonly Float32Array[],
    options: SearchOptions,
  ): Promise<readonly (readonly FaceMatch[])[]> {
    const found = await this.gallery.search(embeddings, options);
    return found.map((matches) =>
      matches.map(({ index, similarity }) => ({ ...this.#face(index), similarity })),
    );
  }

  /** All pairs of templates of different users that are at least so similar. */
  async *pairs(least: number): AsyncGenerator<FacePair> {
    for await (const pair of pairsAbove(this.gallery, least)) {
      const [first, second] = [this.#face(pair.first), this.#face(pair.second)];
      if (first.userId !== second.userId) yield { first, second, similarity: pair.similarity };
    }
  }

  /** Ends the threads that compare; a later search starts them anew. */
  release(): Promise<void> {
    return this.gallery.release();
  }

  #face(index: number): EnrolledFace {
    return this.faces[index] as EnrolledFace;
  }
}
