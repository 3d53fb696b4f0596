import type { PublishedDeletion, PublishResult } from '../domain/publication.js';
import { withDefaults } from '../operations/options/row.js';
import { deletedNow } from '../operations/publications/deleted-there.js';
import { TEMPLATES_PUBLISH_OPTIONS } from '../operations/templates/options.js';
import { publishTemplates } from '../operations/templates/publish.js';
import { checkTarget } from '../operations/templates/publish-target.js';
import { checked } from './arguments/checked.js';
import { publishOptions } from './arguments/options.js';
import { contextOf } from './caller.js';
import { galleryGiven, withStore } from './opened.js';
import type { Gallery, PublishOptions } from './types.js';

/**
 * Makes a table of PostgreSQL the same as the collection. As `faceenroll templates publish`.
 *
 * @throws {FatalError} when the server cannot be reached or refuses it, or the table is of another
 *   shape.
 */
export async function publish(
  gallery: Gallery,
  given: PublishOptions = {},
): Promise<PublishResult> {
  const options = checked('publish', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    return withDefaults(TEMPLATES_PUBLISH_OPTIONS, publishOptions(given, place));
  });
  checkTarget(options);
  const context = contextOf(gallery, {});
  return withStore(gallery, options.dryRun === true, (store) =>
    publishTemplates({ ...context, store }, options),
  );
}

/**
 * Deletes from published tables what was deleted in the gallery; waits a few seconds for a server,
 * and never throws what one says: that is the `problem` of its table. Tables from which nothing was
 * to be deleted are not told.
 *
 * @throws {FatalError} when the gallery is closed, or open to be read only.
 */
export async function deletePublished(gallery: Gallery): Promise<readonly PublishedDeletion[]> {
  checked('deletePublished', (place) => galleryGiven(gallery, place.member('gallery')));
  return withStore(gallery, false, (store) => deletedNow(store));
}
