import { COLLECTION_NAME, isCollectionName } from '../../domain/collection-name.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import type { CollectionRecord } from '../../domain/gallery.js';
import { invalidInput } from '../../domain/refusals.js';
import { quoted } from '../../domain/text.js';
import { type Context, changesOf } from '../context.js';

/**
 * Makes an empty collection.
 *
 * @throws {FatalError} when there is one of that name, or it cannot be a name.
 */
export function createCollection(
  context: Context,
  { name }: { readonly name: string },
): CollectionRecord {
  if (!isCollectionName(name)) {
    throw new UsageError(
      `${quoted(name)} cannot be the name of a collection: it must be ${COLLECTION_NAME}`,
      invalidInput('name', `must be ${COLLECTION_NAME}`),
    );
  }
  const { collections } = context.store;
  const { audit, transaction } = changesOf({ ...context, collection: name });
  const now = new Date().toISOString();
  transaction(() => {
    if (collections.has(name)) {
      throw new FatalError(`there is a collection ${quoted(name)} already`, {
        refusal: { code: 'COLLECTION_EXISTS', collection: name },
      });
    }
    collections.create(name, now);
    audit.record('COLLECTION_CREATED', {}, {}, now);
  });
  return { name, users: 0, templates: 0, createdAt: now };
}
