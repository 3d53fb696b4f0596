import type { Publication, PublishResult } from '../../domain/publication.js';
import type { Statements } from '../../postgres/link.js';
import { postgresPlace } from '../../postgres/place.js';
import { Published } from '../../postgres/published.js';
import { tableName } from '../../postgres/published-name.js';
import { existingTables } from '../../postgres/published-tables.js';
import type { KnownPublication } from '../../store/publications/publications.js';
import { type Context, changesOf } from '../context.js';
import { withPublishLink } from './publish-link.js';
import { NOTHING_DIFFERS } from './publish-walk.js';

/**
 * Deletes what is there of a publication, and forgets it here.
 *
 * @throws {FatalError} when the server cannot be reached or refuses it.
 */
export async function withdrawPublication(
  context: Context,
  target: Publication,
  publication: KnownPublication,
): Promise<PublishResult> {
  const removed = await withPublishLink(target.address, context.host, (link) =>
    withdrawnRows(link, publication),
  );
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
  statements: Statements & { transaction<T>(work: (inside: Statements) => Promise<T>): Promise<T> },
  { publicationId, table }: KnownPublication,
): Promise<number> {
  const tables = await existingTables(statements, tableName(table));
  if (!tables) return 0;
  const there = new Published(tables, publicationId);
  return statements.transaction((inside) => there.withdraw(inside));
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
    ...{ collection, address, table, at, ...NOTHING_DIFFERS },
    ...{ faces: 0, embeddings: null, dryRun: false },
  };
}
