import { FatalError } from '../domain/fatal-error.js';
import { listed } from '../domain/text.js';
import type { TableName } from './published-name.js';
import { quotedName } from './quoted-name.js';
import type { Statements } from './statements.js';

/** How embeddings are stored: by pgvector's type or as an array. */
export interface EmbeddingType {
  readonly kind: 'vector' | 'real[]';
  /** Values of each; undefined where any number goes. */
  readonly dimensions: number | undefined;
}

/** A table that is there. */
export interface PublishedShape {
  readonly schema: string;
  readonly embedding: EmbeddingType;
}

/** The columns of a table except `embedding`: the types that each may have, the one it is made with first. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  publication: ['uuid'],
  collection: ['text', 'varchar'],
  user_id: ['text', 'varchar'],
  face_id: ['text', 'varchar'],
  encoder: ['text', 'varchar'],
  slot: ['int4', 'int8'],
  quality: ['float8'],
  photo_digest: ['text', 'varchar'],
  created_at: ['timestamptz'],
  updated_at: ['timestamptz'],
};

/** By PostgreSQL's inner names, for people. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  _float4: 'real[]',
  _float8: 'double precision[]',
};

/** Decimals of a second in the time of a template. */
const DECIMALS = 3;

interface Column {
  readonly name: string;
  readonly type: string;
  /** What stands in brackets after the type; -1 where nothing does. */
  readonly size: number;
  readonly isGenerated: boolean;
  readonly mustBeGiven: boolean;
}

/**
 * A table as it is; undefined where there is none.
 *
 * @throws {FatalError} for one that faces cannot be published to.
 */
export async function publishedShape(
  statements: Statements,
  { schema, table }: TableName,
): Promise<PublishedShape | undefined> {
  const names = schema === undefined ? [table] : [schema, table];
  const named = names.map(quotedName).join('.');
  const found = await statements.query<{ oid: number; schema: string; kind: string }>(
    `SELECT c.oid, n.nspname AS schema, c.relkind AS kind FROM pg_class AS c
     JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)`,
    [named],
  );
  const [one] = found.rows;
  if (!one) return undefined;
  const shown = `${one.schema}.${table}`;
  if (!['r', 'p'].includes(one.kind)) throw new FatalError(`${shown} is no table`);
  const { rows } = await statements.query<Column>(
    `SELECT a.attname AS name, t.typname AS type, a.atttypmod AS size,
            a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS "mustBeGiven",
            a.attgenerated <> '' AS "isGenerated"
     FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
     WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped`,
    [one.oid],
  );
  const differences = differencesOf(rows);
  if (differences.length > 0) {
    throw new FatalError(
      `faces cannot be published to the table ${shown}: ${listed(differences)}; name another table with --table, or see "faceenroll help publish"`,
    );
  }
  const column = rows.find(({ name }) => name === 'embedding') as Column;
  return { schema: one.schema, embedding: embeddingType(column) };
}

function differencesOf(columns: readonly Column[]): readonly string[] {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const expected = { ...COLUMNS, embedding: ['vector', '_float4'] };
  const missing = Object.keys(expected).filter((name) => !types.has(name));
  const lacks = `it lacks the ${missing.length === 1 ? 'column' : 'columns'} ${listed(missing)}`;
  const wrong = Object.entries(expected).flatMap(([name, possible]) => {
    const type = types.get(name);
    if (type === undefined || possible.includes(type)) return [];
    return [`${name} is ${typeName(type)} and not ${possible.map(typeName).join(' or ')}`];
  });
  const unlike = columns
    .filter(({ name }) => name in expected)
    .flatMap(({ name, type, size, isGenerated }) => {
      if (isGenerated) return [`PostgreSQL generates its column ${name}`];
      if (type !== 'timestamptz' || size < 0 || size >= DECIMALS) return [];
      return [`${name} is timestamptz(${size}), which rounds the time, and not timestamptz`];
    });
  const foreign = columns
    .filter(({ name, mustBeGiven }) => mustBeGiven && !(name in expected))
    .map(({ name }) => `its column ${name} must have a value, or a default`);
  return [...(missing.length > 0 ? [lacks] : []), ...wrong, ...unlike, ...foreign];
}

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type;
}

function embeddingType({ type, size }: Column): EmbeddingType {
  if (type !== 'vector') return REAL_ARRAY;
  return { kind: 'vector', dimensions: size > 0 ? size : undefined };
}

const REAL_ARRAY: EmbeddingType = { kind: 'real[]', dimensions: undefined };
