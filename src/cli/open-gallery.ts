import { openExisting, requireCollection } from '../operations/database/existing-store.js';
import type { OpenOptions } from '../operations/database/open-store.js';
import { type WaitOptions, whenFree } from '../operations/database/when-free.js';
import type { CollectionStore, GalleryStore, Store } from '../store/store.js';
import type { Io } from './io.js';
import { hostOf } from './io.js';
import type { DatabaseOptions } from './options/database.js';
import type { ReferenceOptions } from './options/reference.js';

/** An open database and a collection of it that exists. */
export interface OpenGallery {
  readonly store: Store;
  readonly gallery: GalleryStore;
  /** The same to be changed. No template is read by it, so it has no encoder. */
  readonly changes: CollectionStore;
}

/** Stands for an encoder where templates of every one are meant, and none is read. */
export const NO_ENCODER = '';

/**
 * Opens a collection for as long as `use` works with it; with `key`, profile images open, too.
 *
 * @throws {FatalError} when there is no such database or collection: a misspelled name is no empty list.
 */
export async function withGallery<T>(
  io: Io,
  { db, collection, reference, wait }: DatabaseOptions & ReferenceOptions & WaitOptions,
  purpose: 'read' | 'write',
  use: (open: OpenGallery) => T | Promise<T>,
  key?: OpenOptions,
): Promise<T> {
  const store = await whenFree(
    () => openExisting(db, purpose, hostOf(io), key),
    { wait },
    hostOf(io),
  );
  try {
    requireCollection(store, collection, db);
    const changes = store.collection(collection, NO_ENCODER, { reference });
    return await use({ store, gallery: store.gallery(collection), changes });
  } finally {
    store.close();
  }
}
