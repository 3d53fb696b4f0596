import Database from 'better-sqlite3';
import type { Connection } from './connection.js';
import { MIGRATIONS } from './migrations.js';

/** The parts of a schema by name: `table users`, `column users.name`. */
export type Parts = ReadonlySet<string>;

const NEWEST = MIGRATIONS.length;
const BY_VERSION = new Map<number, Parts>();

/** All parts that a database has, including those added by others. */
export function partsOf(db: Connection): Parts {
  const names = db
    .prepare<[], string>(
      `SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       UNION ALL
       SELECT 'column ' || t.name || '.' || c.name
       FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table'`,
    )
    .pluck();
  return new Set(names.all());
}

/** The parts that a database of a version must have; none for an impossible version. */
function expectedParts(version: number): Parts {
  const known = BY_VERSION.get(version);
  if (known) return known;
  const db = new Database(':memory:');
  for (const step of MIGRATIONS.slice(0, Math.max(0, version))) {
    if (typeof step === 'string') db.exec(step);
    else step(db);
  }
  const parts = partsOf(db);
  db.close();
  BY_VERSION.set(version, parts);
  return parts;
}

/** A part that a database of a version lacks; a missing index only makes it slow. */
export function lackingPart(parts: Parts, version: number): string | undefined {
  const lacks = (part: string): boolean => !part.startsWith('index ') && !parts.has(part);
  return [...expectedParts(version)].find(lacks);
}

/** A part of the schema that is newer than the version of the database. */
export function laterPart(parts: Parts, version: number): string | undefined {
  const before = expectedParts(version);
  return [...expectedParts(NEWEST)].find((part) => !before.has(part) && parts.has(part));
}

/** The first version that includes all known parts of a database. */
export function versionOf(parts: Parts): number {
  for (let version = 0; version < NEWEST; version += 1) {
    if (laterPart(parts, version) === undefined) return version;
  }
  return NEWEST;
}
