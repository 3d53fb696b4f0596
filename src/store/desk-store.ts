import type { FaceRecord } from '../domain/gallery.js';
import type { Origin } from './audit.js';
import type { CollectionStore } from './collection-store.js';
import { Collections } from './collections.js';
import type { Connection } from './connection.js';
import { GalleryFaces } from './gallery-faces.js';
import type { RunStore } from './run-life.js';
import { Samples } from './samples.js';
import { WorkList } from './work-list.js';

/** What a request is decided by. */
export interface DeskOptions {
  readonly collection: string;
  readonly encoder: string;
  /** Everything that shapes a sample. */
  readonly extractor: string;
  readonly ignoreCase: boolean;
  readonly origin: Origin;
}

/** Names the working data in memory: one request at a time has some. */
const DESK = 'desk';

/**
 * Decides requests one by one, each as a run of its own whose working data lie in memory: nothing of
 * a face is written that is not enrolled. Statements are prepared once for all requests.
 */
export class DeskStore {
  readonly #db: Connection;
  readonly #collection;
  readonly #collections: Collections;
  readonly #parts = new Map<string, CollectionStore>();
  readonly #faces = new Map<string, GalleryFaces>();
  readonly #works = new Map<boolean, WorkList>();
  readonly #samples = new Map<string, Samples>();

  constructor(
    db: Connection,
    parts: { readonly collection: (name: string, encoder: string) => CollectionStore },
  ) {
    this.#db = db;
    this.#collection = parts.collection;
    this.#collections = new Collections(db);
  }

  /** The collection for a request; `clear` ends it. */
  request({ collection, encoder, extractor, ignoreCase, origin }: DeskOptions): RunStore {
    const parts = this.collection(collection, encoder);
    const work = kept(this.#works, ignoreCase, () => new WorkList(this.#db, DESK, ignoreCase));
    const samples = kept(
      this.#samples,
      JSON.stringify([collection, extractor]),
      () => new Samples(this.#db, collection, extractor),
    );
    return { ...parts, audit: parts.audit.for(origin), work, samples, runId: DESK };
  }

  /** A collection to be read. */
  collection(name: string, encoder: string): CollectionStore {
    const key = JSON.stringify([name, encoder]);
    return kept(this.#parts, key, () => this.#collection(name, encoder));
  }

  /** The faces of a user, of every encoder. */
  facesOf(collection: string, userId: string): readonly FaceRecord[] {
    const faces = kept(this.#faces, collection, () => new GalleryFaces(this.#db, collection));
    return faces.ofUser(userId);
  }

  /**
   * Makes a collection unless there is one; returns whether it did. Nobody asked for it, so nothing
   * is recorded, as for an import.
   */
  makeCollection(name: string, now: string): boolean {
    if (this.#collections.has(name)) return false;
    this.#collections.create(name, now);
    return true;
  }

  /** Deletes a collection that has just been made and has got nobody. */
  unmakeCollection(name: string): void {
    this.#db.prepare('DELETE FROM collections WHERE name = ?').run(name);
  }

  /** Forgets the working data of the last request. */
  clear(): void {
    this.#db.exec(
      'DELETE FROM temp.run_entries; DELETE FROM temp.run_items; DELETE FROM temp.samples',
    );
  }
}

/** More collections and settings than these are prepared again. */
const MANY = 64;

function kept<K, V>(all: Map<K, V>, key: K, make: () => V): V {
  const known = all.get(key);
  if (known !== undefined) return known;
  if (all.size >= MANY) all.clear();
  const made = make();
  all.set(key, made);
  return made;
}
