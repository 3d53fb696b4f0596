import type { TableName } from './published-name.js';
import { type EmbeddingType, publishedShape } from './published-shape.js';
import { quotedName } from './quoted-name.js';
import type { Statements } from './statements.js';

/** The tables of a publication, quoted for SQL. */
export interface PublishedTables {
  /** What others read. */
  readonly faces: string;
  /** What is to be moved there at once. Its embeddings are arrays, of any length, whatever those of `faces` are. */
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

/** The same without the keys. */
function columnsOf(embedding: string, not: 'NOT NULL' | ''): string {
  return `
    collection text ${not}, user_id text ${not}, encoder text ${not}, slot integer ${not},
    quality double precision, photo_digest text ${not}, embedding ${embedding} ${not},
    created_at timestamptz ${not}, updated_at timestamptz ${not}`;
}

/** SQLSTATE, also of two programs that make a table at the same moment: of the names in the catalog. */
const UNIQUE_VIOLATION = '23505';

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
  const tables =
    (await existingTables(statements, name)) ?? (await newTables(statements, name, dimensions));
  const { staged, publications } = tables;
  for (const [table, columns] of [
    [
      staged,
      `${KEYS}, is_gone boolean NOT NULL, ${columnsOf('real[]', '')}, PRIMARY KEY (publication, face_id)`,
    ],
    [
      publications,
      'publication uuid PRIMARY KEY, collection text NOT NULL, token uuid, faces bigint NOT NULL DEFAULT 0, published_at timestamptz',
    ],
  ] as const) {
    // Not by IF NOT EXISTS alone, which takes the privilege to create.
    if (!(await isThere(statements, table))) await makeTable(statements, table, columns);
  }
  return tables;
}

/** Whether the two tables are there that are not for others. */
export async function areComplete(
  statements: Statements,
  { staged, publications }: PublishedTables,
): Promise<boolean> {
  return (await isThere(statements, staged)) && (await isThere(statements, publications));
}

async function isThere(statements: Statements, table: string): Promise<boolean> {
  const { rows } = await statements.query<{ known: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS known',
    [table],
  );
  return rows[0]?.known === true;
}

/** Makes the table that others read, and looks how it is: another program may have made it meanwhile. */
async function newTables(
  statements: Statements,
  { schema, table }: TableName,
  dimensions: number | undefined,
): Promise<PublishedTables> {
  const { rows } = await statements.query<{ schema: string | null }>(
    'SELECT current_schema() AS schema',
  );
  const within = schema ?? rows[0]?.schema ?? 'public';
  const vector = await vectorSchema(statements);
  const type = vector === undefined ? 'real[]' : vectorType(vector, dimensions);
  const columns = `${KEYS}, ${columnsOf(type, 'NOT NULL')}, PRIMARY KEY (publication, face_id)`;
  await makeTable(statements, namedTable(within, table), columns);
  return (await existingTables(statements, { schema: within, table })) as PublishedTables;
}

async function makeTable(statements: Statements, table: string, columns: string): Promise<void> {
  try {
    await statements.query(`CREATE TABLE IF NOT EXISTS ${table} (${columns})`);
  } catch (error) {
    // Of two that make it at the same moment, IF NOT EXISTS helps only one.
    if ((error as { readonly code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
  }
}

/** The schema that pgvector is installed in; undefined where it is not. */
async function vectorSchema(statements: Statements): Promise<string | undefined> {
  const { rows } = await statements.query<{ schema: string }>(
    `SELECT n.nspname AS schema FROM pg_extension AS e
     JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'vector'`,
  );
  return rows[0]?.schema;
}

/** pgvector's type in SQL: the search path need not have the extension's schema. */
function vectorType(schema: string, dimensions: number | undefined): string {
  return `${quotedName(schema)}.vector${dimensions === undefined ? '' : `(${dimensions})`}`;
}

function tablesOf(schema: string, table: string, embedding: EmbeddingType): PublishedTables {
  return {
    faces: namedTable(schema, table),
    staged: namedTable(schema, `${table}_staged`),
    publications: namedTable(schema, `${table}_publications`),
    embedding,
  };
}

function namedTable(schema: string, table: string): string {
  return `${quotedName(schema)}.${quotedName(table)}`;
}
