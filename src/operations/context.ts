import type { CollectionStore, GalleryStore, Store } from '../store/store.js';
import type { Host } from './host.js';

/** What an operation works in. */
export interface Context {
  readonly host: Host;
  readonly store: Store;
  /** The database, as it was named. */
  readonly db: string;
  readonly collection: string;
  /** A number of the operator's own, for runs and audit rows. */
  readonly reference?: string | undefined;
}

/** Stands for an encoder where templates of every one are meant, and none is read. */
const NO_ENCODER = '';

/** The users and faces of the collection, to be read. */
export function galleryOf({ store, collection }: Context): GalleryStore {
  return store.gallery(collection);
}

/** The same, to be changed; `encoder` where templates are read or written. */
export function changesOf(
  { store, collection, reference }: Context,
  encoder: string = NO_ENCODER,
): CollectionStore {
  return store.collection(collection, encoder, { reference });
}
