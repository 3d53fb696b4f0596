import type { CollectionRecord } from '../../domain/gallery.js';
import type { Context } from '../context.js';

/** The collections of a database, by name. */
export function listCollections({ store }: Context): readonly CollectionRecord[] {
  return store.collections.list();
}
