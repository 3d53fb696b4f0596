import type { Statements } from './link.js';
import { quotedName, type TableName } from './published-name.js';
import {
  type EmbeddingType,
  publishedShape,
  REAL_ARRAY,
  vectorSchema,
  vectorType,
} from './published-shape.js';

/** The tables of a publication, quoted for SQL. */
export interface PublishedTables {
  /** What others read. */
  readonly faces: string;
  /** What is to be moved there at once. */
  readonly staged: string;
  /** Which publications there are, and how far each is. */
  readonly publications: string;
  readonly embedding: EmbeddingType;
}

/** What is written of each face, in this order. */
export const FACE_COLUMNS = [
  'collection',
  'user_id',
  'face_id',
  'encoder',
  'slot',
  'quality',
  'photo_digest',
  'embedding',
  'created_at',
  'updated_at',
] as const;

/** The same without another type of embeddings than `sql`. */
function columnsOf({ sql }: EmbeddingType, not: 'NOT NULL' | ''): string {
  return `
    collection text ${not}, user_id text ${not}, encoder text ${not}, slot integer ${not},
    quality double precision, photo_digest text ${not}, embedding ${sql} ${not},
    created_at timestamptz ${not}, updated_at timestamptz ${not}`;
}

const KEYS = `publication uuid NOT NULL, face_id text COLLATE "C" NOT NULL`;

/** Undefined where there is no such table. */
export async function existingTables(
  statements: Statements,
  name: TableName,
): Promise<PublishedTables | undefined> {
  const shape = await publishedShape(statements, name);
  return shape && tablesOf(shape.schema, name.table, shape.embedding);
}

/**
 * The tables of a publication; those that are not there are made.
 *
 * @param dimensions of all embeddings; undefined where they differ
 */
export async function madeTables(
  statements: Statements,
  name: TableName,
  dimensions: number | undefined,
): Promise<PublishedTables> {
  const found = await existingTables(statements, name);
  const tables = found ?? (await newTables(statements, name, dimensions));
  const { faces, staged, publications, embedding } = tables;
  if (!found) {
    await statements.query(
      `CREATE TABLE IF NOT EXISTS ${faces} (${KEYS}, ${columnsOf(embedding, 'NOT NULL')},
         PRIMARY KEY (publication, face_id))`,
    );
  }
  for (const [table, sql] of [
    [
      staged,
      `${staged} (${KEYS}, is_gone boolean NOT NULL, ${columnsOf(embedding, '')}, PRIMARY KEY (publication, face_id))`,
    ],
    [
      publications,
      `${publications} (publication uuid PRIMARY KEY, collection text NOT NULL, token uuid, faces bigint NOT NULL DEFAULT 0, published_at timestamptz)`,
    ],
  ] as const) {
    const { rows } = await statements.query<{ known: boolean }>(
      'SELECT to_regclass($1) IS NOT NULL AS known',
      [table],
    );
    // Not by IF NOT EXISTS alone, which takes the privilege to create.
    if (!rows[0]?.known) await statements.query(`CREATE TABLE IF NOT EXISTS ${sql}`);
  }
  return tables;
}

async function newTables(
  statements: Statements,
  { schema, table }: TableName,
  dimensions: number | undefined,
): Promise<PublishedTables> {
  const { rows } = await statements.query<{ schema: string | null }>(
    'SELECT current_schema() AS schema',
  );
  const vector = await vectorSchema(statements);
  const embedding = vector === undefined ? REAL_ARRAY : vectorType(vector, dimensions);
  return tablesOf(schema ?? rows[0]?.schema ?? 'public', table, embedding);
}

function tablesOf(schema: string, table: string, embedding: EmbeddingType): PublishedTables {
  const named = (name: string): string => `${quotedName(schema)}.${quotedName(name)}`;
  return {
    faces: named(table),
    staged: named(`${table}_staged`),
    publications: named(`${table}_publications`),
    embedding,
  };
}
