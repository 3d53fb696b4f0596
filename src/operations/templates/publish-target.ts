import { UsageError } from '../../domain/fatal-error.js';
import type { Publication } from '../../domain/publication.js';
import { listed, quoted } from '../../domain/text.js';
import { postgresPlace } from '../../postgres/place.js';
import { Published } from '../../postgres/published.js';
import { tableName } from '../../postgres/published-name.js';
import type { PublishedTables } from '../../postgres/published-tables.js';
import type { Statements } from '../../postgres/statements.js';
import { tlsOf } from '../../postgres/tls.js';
import type { KnownPublication } from '../../store/publications/publications.js';
import type { Context } from '../context.js';

/** What was said of the table. */
export interface NamedTarget {
  readonly to?: string | undefined;
  readonly table: string;
}

/**
 * Refuses an address or a table before anything is opened.
 *
 * @throws {UsageError} for one that is none, and for an address that leaves open whether the way is
 *   encrypted.
 */
export function checkTarget({
  to,
  table,
  forget,
}: NamedTarget & { readonly forget?: boolean | undefined }): void {
  tableName(table);
  if (to === undefined) return;
  const { url } = postgresPlace(to);
  // Nothing is sent there by what only forgets it.
  if (!forget) tlsOf(url);
}

/**
 * Where a collection goes: the address that was named, or the only one that is known.
 *
 * @throws {UsageError} when none was named, and not exactly one is known.
 */
export function targetOf(
  known: readonly KnownPublication[],
  collection: string,
  { to, table }: NamedTarget,
): Publication {
  if (to !== undefined) return { collection, address: to, table };
  const own = known.filter((one) => one.collection === collection && one.table === table);
  const [first] = own;
  if (first && own.length === 1) return first;
  const problem = first
    ? `the collection ${quoted(collection)} is published to ${listed(own.map(({ address }) => postgresPlace(address).shown))}`
    : `the collection ${quoted(collection)} is not published to a table ${table}`;
  throw new UsageError(
    `${problem}: say --to postgres://<user>@<host>/<database>?sslmode=verify-full`,
  );
}

/**
 * The publication of a collection that a table has: known by this name of it, or by a former one.
 * Begun once more, each face would be there twice.
 */
export async function knownThere(
  { publications }: Pick<Context['store'], 'publications'>,
  statements: Statements,
  target: Publication,
  tables: PublishedTables,
): Promise<KnownPublication | undefined> {
  const named = publications.find(target);
  if (named) return named;
  for (const known of publications.all()) {
    if (known.collection !== target.collection) continue;
    if (await new Published(tables, known.publicationId).state(statements)) return known;
  }
  return undefined;
}
