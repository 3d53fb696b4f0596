import { FatalError } from '../../domain/fatal-error.js';
import type { Publication } from '../../domain/publication.js';
import { quoted } from '../../domain/text.js';
import { tableName } from '../../postgres/published-name.js';
import { madeTables, type PublishedTables } from '../../postgres/published-tables.js';
import type { Statements } from '../../postgres/statements.js';

/**
 * The tables that a collection is published to; those that are not there are made.
 *
 * @param dimensions of the collection's embeddings, by encoder
 * @throws {FatalError} when the table does not take embeddings of that length.
 */
export async function tablesFor(
  statements: Statements,
  { table }: Publication,
  dimensions: ReadonlyMap<string, number>,
): Promise<PublishedTables> {
  const lengths = new Set(dimensions.values());
  const [only] = lengths;
  const tables = await madeTables(
    statements,
    tableName(table),
    lengths.size === 1 ? only : undefined,
  );
  refuseOtherLengths(tables, dimensions);
  return tables;
}

/** @throws {FatalError} when the table does not take embeddings of that length. */
export function refuseOtherLengths(
  { embedding, faces }: PublishedTables,
  dimensions: ReadonlyMap<string, number>,
): void {
  for (const [encoder, length] of dimensions) {
    if (embedding.dimensions === undefined || embedding.dimensions === length) continue;
    throw new FatalError(
      `the column embedding of ${faces} is vector(${embedding.dimensions}), and the templates of the encoder ${quoted(encoder)} have ${length} values: name another table with --table, or change the column to vector`,
    );
  }
}
