import { FatalError } from '../../domain/fatal-error.js';
import type { Publication, PublishResult } from '../../domain/publication.js';
import { quoted } from '../../domain/text.js';
import { postgresPlace } from '../../postgres/place.js';
import { lockPublishing } from '../../store/publish-lock.js';
import type { Context } from '../context.js';
import { requireCollection } from '../database/existing-store.js';
import type { ValuesOf } from '../options/row.js';
import type { TEMPLATES_PUBLISH_OPTIONS } from './options.js';
import { forgetPublication, withdrawPublication } from './publish-end.js';
import { refuseReadOnly, withPublishLink } from './publish-link.js';
import { rehearsedPublication } from './publish-rehearsal.js';
import { publishNow } from './publish-rows.js';
import { targetOf } from './publish-target.js';

/**
 * Makes a table of PostgreSQL the same as a collection, with whatever has changed since the last
 * time, or ends that.
 *
 * @throws {FatalError} when the server cannot be reached or refuses it, or the table is of another
 *   shape.
 */
export async function publishTemplates(
  context: Context,
  { to, table, compare, withdraw, forget, dryRun }: ValuesOf<typeof TEMPLATES_PUBLISH_OPTIONS>,
): Promise<PublishResult> {
  const { store, collection, db } = context;
  const target = targetOf(store.publications.all(), collection, { to, table });
  const publication = store.publications.find(target);
  if (!publication && (withdraw || forget)) throw notPublished(target);
  // Of one that was deleted, what is left there can still be deleted.
  if (!publication) requireCollection(store, collection, db);
  if (dryRun) return rehearsedPublication(context, target);
  const lock = lockPublishing(db);
  try {
    // Runs decide and apply meanwhile: this writes only what is its own.
    store.letOthersIn();
    if (publication && forget) return await forgetPublication(context, target, publication);
    const isGone = !store.collections.has(collection);
    if (publication && (withdraw || isGone)) {
      return await withdrawPublication(context, target, publication);
    }
    return await published(context, target, compare === true);
  } finally {
    lock.release();
  }
}

function notPublished({ collection, table, address }: Publication): FatalError {
  const { shown } = postgresPlace(address);
  return new FatalError(
    `the collection ${quoted(collection)} is not published to the table ${table} at ${shown}: nothing was changed`,
  );
}

async function published(
  context: Context,
  target: Publication,
  compare: boolean,
): Promise<PublishResult> {
  return withPublishLink(target.address, context.host, async (link) => {
    await refuseReadOnly(link);
    const done = await publishNow(context, link, target, compare);
    const { added, changed, removed, faces, embeddings } = done;
    const { collection, address, table } = target;
    return {
      action: added + changed + removed > 0 ? 'published' : 'unchanged',
      collection,
      address,
      table,
      at: link.shown,
      added,
      changed,
      removed,
      faces,
      dryRun: false,
      embeddings,
    };
  });
}
