import { FatalError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';
import { EnrolledGallery } from '../enroll/gallery.js';
import type { ModelPack } from '../models/packs.js';
import type { CollectionStore } from '../store/store.js';
import type { DatabaseOptions } from './database-options.js';

/**
 * Reads all templates of a collection that the encoder of a pack made.
 *
 * @throws {FatalError} when there is none.
 */
export function loadGallery(
  store: CollectionStore,
  { encoder, models }: ModelPack,
  { db, collection }: DatabaseOptions,
): EnrolledGallery {
  const { dimensions } = models.encoder.format;
  // In one transaction: the state of one moment, whatever an import does meanwhile.
  const load = () => EnrolledGallery.load(store.templates, dimensions);
  const gallery = store.transaction(load);
  if (gallery.size > 0) return gallery;
  throw new FatalError(
    `the collection ${quoted(collection)} of ${quoted(db)} has no template of the encoder ${encoder}: import photos first, or name others with --db, --collection or --models`,
  );
}
