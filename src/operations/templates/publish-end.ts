import { FatalError } from '../../domain/fatal-error.js';
import type { Publication, PublishResult } from '../../domain/publication.js';
import type { Link } from '../../postgres/link.js';
import { postgresPlace } from '../../postgres/place.js';
import { Published } from '../../postgres/published.js';
import { tableName } from '../../postgres/published-name.js';
import { existingTables } from '../../postgres/published-tables.js';
import type { KnownPublication } from '../../store/publications/publications.js';
import { type Context, changesOf } from '../context.js';
import { LONG_MS, refuseReadOnly, withPublishLink } from './publish-link.js';
import { NOTHING_DIFFERS } from './publish-walk.js';

/**
 * Deletes what is there of a publication, and forgets it here.
 *
 * @throws {FatalError} when the server cannot be reached or refuses it, or does not have it.
 */
export async function withdrawPublication(
  context: Context,
  target: Publication,
  publication: KnownPublication,
): Promise<PublishResult> {
  const removed = await withPublishLink(target.address, context.host, async (link) => {
    await refuseReadOnly(link);
    return withdrawnRows(link, publication);
  });
  await ended(context, publication, removed);
  return { ...resultOf(target), action: 'withdrawn', removed };
}

/** Forgets a publication here. Its table stays as it is. */
export async function forgetPublication(
  context: Context,
  target: Publication,
  publication: KnownPublication,
): Promise<PublishResult> {
  await ended(context, publication, null);
  return { ...resultOf(target), action: 'forgotten' };
}

/** Deletes all rows of a publication; returns how many others saw. */
async function withdrawnRows(
  link: Link,
  { publicationId, table, token, nextToken }: KnownPublication,
): Promise<number> {
  const wasThere = token !== null || nextToken !== null;
  const tables = await existingTables(link, tableName(table));
  if (!tables) return wasThere ? refuseOtherTable(link, table) : 0;
  const there = new Published(tables, publicationId);
  let removed: number | undefined;
  await link.transaction(async (statements) => {
    if (await there.state(statements, 'lock')) removed = await there.withdraw(statements);
    // Unless it was committed, and the answer was lost.
    else if (wasThere && removed === undefined) refuseOtherTable(link, table);
  }, LONG_MS);
  return removed ?? 0;
}

/** Dropped, renamed, not to be seen by this role, or another one of that name. */
function refuseOtherTable({ shown }: Link, table: string): never {
  throw new FatalError(
    `no table ${table} at ${shown} has what was published: nothing was deleted. If it is gone, say --forget`,
  );
}

async function ended(
  context: Context,
  publication: KnownPublication,
  faces: number | null,
): Promise<void> {
  const { store } = context;
  const { publicationId, table, address } = publication;
  const detail = { table, at: postgresPlace(address).shown, faces };
  await store.inTurn(() => {
    store.publications.end(publicationId);
    const now = new Date().toISOString();
    changesOf(context).audit.record('PUBLICATION_ENDED', {}, detail, now);
  });
}

function resultOf(target: Publication): Omit<PublishResult, 'action'> {
  const { collection, address, table } = target;
  const at = postgresPlace(address).shown;
  return {
    collection,
    address,
    table,
    at,
    ...NOTHING_DIFFERS,
    faces: 0,
    embeddings: null,
    dryRun: false,
  };
}
