import { nullOrJson } from './json-checks.js';

/**
 * The working data of a run: its entries and their items (photos, or rows without one), and the
 * samples extracted so far. A dry run makes the same tables in the temporary database, which lies
 * in memory and hides those of the file.
 *
 * The constraint of `detail` is the one that `allowEmptyJson` gives older databases.
 */
export function workTables(schema: 'main' | 'temp'): string {
  return `
  CREATE TABLE ${schema}.run_entries (
    entry INTEGER PRIMARY KEY,
    row INTEGER,
    user_id TEXT NOT NULL,
    match_key TEXT NOT NULL,
    content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ${schema}.run_entries_by_match_key ON run_entries (match_key);

  CREATE TABLE ${schema}.run_items (
    run_id TEXT NOT NULL,
    item INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    row INTEGER,
    user_id TEXT NOT NULL,
    slot INTEGER NOT NULL,
    file TEXT NOT NULL,
    path TEXT,
    sample INTEGER,
    outcome TEXT,
    action TEXT,
    code TEXT,
    detail TEXT CHECK (${nullOrJson('detail')}),
    PRIMARY KEY (run_id, item)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ${schema}.run_items_by_entry ON run_items (run_id, entry);

  CREATE TABLE ${schema}.samples (
    sample INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    extractor TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    photo_digest TEXT NOT NULL,
    embedding BLOB NOT NULL,
    quality REAL NOT NULL,
    rotated INTEGER NOT NULL,
    liveness REAL,
    profile_image BLOB,
    UNIQUE (collection, extractor, path)
  ) STRICT;
  `;
}

/** Later columns of the working tables, in the file and in the memory of a dry run. */
export function thumbnailColumns(schema: 'main' | 'temp'): string {
  return `
  ALTER TABLE ${schema}.samples ADD COLUMN thumbnail BLOB;
  ALTER TABLE ${schema}.samples ADD COLUMN thumbnail_landmarks BLOB;
  `;
}

/** The user whom a photo resembles. */
export const RESEMBLED = "json_extract(seen, '$.resembles.userId')";

/** What a photo's measures are, what it lacks for a profile, and whom it resembles. */
export function seenColumns(schema: 'main' | 'temp'): string {
  return `
  ALTER TABLE ${schema}.samples ADD COLUMN measures TEXT CHECK (${nullOrJson('measures')});
  ALTER TABLE ${schema}.samples ADD COLUMN lacks TEXT CHECK (${nullOrJson('lacks')});
  ALTER TABLE ${schema}.run_items ADD COLUMN seen TEXT CHECK (${nullOrJson('seen')});
  CREATE INDEX ${schema}.run_items_by_resembled ON run_items (${RESEMBLED})
    WHERE ${RESEMBLED} IS NOT NULL;
  `;
}

/** The working tables in memory, which hide those of the file: all that is worked on is gone with the connection. */
export function workInMemory(): string {
  return (
    workTables('temp') + thumbnailColumns('temp') + entriesOfRuns('temp') + seenColumns('temp')
  );
}

/** Makes entries belong to their run, so that each run has its own working data. */
export function entriesOfRuns(schema: 'main' | 'temp'): string {
  return `
  ALTER TABLE ${schema}.run_entries RENAME TO former_entries;
  DROP INDEX ${schema}.run_entries_by_match_key;
  CREATE TABLE ${schema}.run_entries (
    run_id TEXT NOT NULL,
    entry INTEGER NOT NULL,
    row INTEGER,
    user_id TEXT NOT NULL,
    match_key TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (run_id, entry)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ${schema}.run_entries_by_match_key ON run_entries (run_id, match_key);
  INSERT INTO ${schema}.run_entries
    SELECT (SELECT run_id FROM runs ORDER BY rowid DESC LIMIT 1), entry, row, user_id, match_key,
           content
    FROM ${schema}.former_entries;
  DROP TABLE ${schema}.former_entries;
  `;
}
