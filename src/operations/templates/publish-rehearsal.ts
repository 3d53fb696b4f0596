import type { Publication, PublishResult } from '../../domain/publication.js';
import type { Link } from '../../postgres/link.js';
import { Published } from '../../postgres/published.js';
import { tableName } from '../../postgres/published-name.js';
import {
  areComplete,
  existingTables,
  type PublishedTables,
} from '../../postgres/published-tables.js';
import type { KnownPublication } from '../../store/publications/publications.js';
import type { Context } from '../context.js';
import { withPublishLink } from './publish-link.js';
import { refuseOtherLengths } from './publish-tables.js';
import { knownThere } from './publish-target.js';
import { comparedAll, NOTHING_DIFFERS, plus } from './publish-walk.js';

/** What a publication would change: all faces are compared, and nothing is written anywhere. */
export async function rehearsedPublication(
  context: Context,
  target: Publication,
): Promise<PublishResult> {
  const { store, host } = context;
  const faces = store.publishedFaces(target.collection);
  return withPublishLink(target.address, host, async (link) => {
    const tables = await existingTables(link, tableName(target.table));
    if (tables) refuseOtherLengths(tables, faces.dimensions());
    const of = faces.count();
    const isComplete = tables !== undefined && (await areComplete(link, tables));
    const publication = isComplete && (await knownThere(store, link, target, tables));
    const differs = publication
      ? await differences(context, link, tables, publication)
      : { ...NOTHING_DIFFERS, added: of };
    const { collection, address, table } = target;
    const isSame = differs.added + differs.changed + differs.removed === 0;
    return {
      collection,
      address,
      table,
      ...differs,
      action: isSame ? 'unchanged' : 'published',
      at: link.shown,
      faces: of,
      dryRun: true,
      embeddings: tables?.embedding.kind ?? null,
    };
  });
}

async function differences(
  { store, host }: Context,
  link: Link,
  tables: PublishedTables,
  { collection, publicationId }: KnownPublication,
) {
  const here = store.publishedFaces(collection);
  const there = new Published(tables, publicationId);
  const of = here.count();
  let [sum, done] = [NOTHING_DIFFERS, 0];
  for await (const { plan, faces } of comparedAll({ here, there }, link)) {
    sum = plus(sum, plan.differs);
    done += faces;
    host.progress({ kind: 'step', step: 'Comparing faces', done, of });
  }
  return sum;
}
