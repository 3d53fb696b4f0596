import { API_KEY_TABLES } from './api-key-tables.js';
import { chainAudit } from './audit-migration.js';
import { noteDigests } from './digest-migration.js';
import { allowEmptyJson, nullOrJson } from './json-checks.js';
import { LINK_TABLES } from './links/tables.js';
import { PUBLICATION_TABLES } from './publications/tables.js';
import { WATCHED_FILES } from './watched-files.js';
import { entriesOfRuns, seenColumns, thumbnailColumns, workTables } from './work-tables.js';

/** Migrations that need more than SQL. */
type Step = typeof chainAudit | typeof allowEmptyJson | typeof noteDigests;

/**
 * The schema, one migration per version, in order; `user_version` says how many have been applied.
 * A released migration is never edited: a new one is appended.
 *
 * The names of tables and columns are part of the interface (help topic "database").
 */
export const MIGRATIONS: readonly (string | Step)[] = [
  `
  CREATE TABLE collections (
    name TEXT PRIMARY KEY,
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE users (
    collection TEXT NOT NULL REFERENCES collections (name),
    user_id TEXT NOT NULL,
    user_key TEXT NOT NULL,
    folded_key TEXT NOT NULL,
    name TEXT,
    email TEXT,
    department TEXT,
    title TEXT,
    phone TEXT,
    start_datetime TEXT,
    expiry_datetime TEXT,
    fields TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(fields)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (collection, user_id),
    UNIQUE (collection, user_key)
  ) STRICT;
  CREATE INDEX users_by_folded_key ON users (collection, folded_key);

  CREATE TABLE templates (
    face_id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    slot INTEGER NOT NULL CHECK (slot >= 1),
    encoder TEXT NOT NULL,
    embedding BLOB NOT NULL,
    quality REAL CHECK (quality BETWEEN 0 AND 1),
    liveness REAL CHECK (liveness BETWEEN 0 AND 1),
    photo_digest TEXT NOT NULL,
    file_name TEXT NOT NULL,
    metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (collection, user_id, encoder, slot),
    FOREIGN KEY (collection, user_id) REFERENCES users (collection, user_id) ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE profile_images (
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    jpeg BLOB NOT NULL,
    photo_digest TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (collection, user_id),
    FOREIGN KEY (collection, user_id) REFERENCES users (collection, user_id) ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    command TEXT NOT NULL,
    input TEXT NOT NULL,
    options TEXT NOT NULL CHECK (json_valid(options)),
    status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
    counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)),
    error_report TEXT,
    os_user TEXT NOT NULL,
    host TEXT NOT NULL,
    process_id INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT
  ) STRICT;
  CREATE INDEX runs_by_error_report ON runs (error_report) WHERE error_report IS NOT NULL;

  CREATE TABLE audit (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    os_user TEXT NOT NULL,
    host TEXT NOT NULL,
    run_id TEXT REFERENCES runs (run_id),
    action TEXT NOT NULL,
    collection TEXT NOT NULL,
    user_id TEXT,
    face_id TEXT,
    detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
  ) STRICT;

  ${workTables('main')}
  `,
  `
  CREATE TABLE duplicate_exceptions (
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    other_user_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (collection, user_id, other_user_id),
    CHECK (user_id < other_user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE thresholds (
    collection TEXT NOT NULL REFERENCES collections (name),
    encoder TEXT NOT NULL,
    measured_on TEXT NOT NULL,
    fmr_table TEXT NOT NULL CHECK (json_valid(fmr_table)),
    updated_at TEXT NOT NULL,
    PRIMARY KEY (collection, encoder)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE users ADD COLUMN consent_at TEXT;
  ALTER TABLE users ADD COLUMN consent_reference TEXT;
  ALTER TABLE users ADD COLUMN retain_until TEXT;
  CREATE INDEX users_by_retain_until ON users (collection, retain_until)
    WHERE retain_until IS NOT NULL;

  CREATE INDEX templates_listed
    ON templates (collection, user_id, encoder, slot, quality, created_at);

  ALTER TABLE runs ADD COLUMN reference TEXT;

  ALTER TABLE audit ADD COLUMN reference TEXT;
  ALTER TABLE audit ADD COLUMN previous_hash TEXT;
  ALTER TABLE audit ADD COLUMN hash TEXT;
  CREATE INDEX audit_by_user ON audit (collection, user_id, position);
  CREATE INDEX audit_by_run ON audit (run_id, position);

  ALTER TABLE runs ADD COLUMN command_line TEXT CHECK (json_valid(command_line));
  ALTER TABLE runs ADD COLUMN working_folder TEXT;
  ALTER TABLE runs ADD COLUMN report_layout TEXT CHECK (json_valid(report_layout));
  ALTER TABLE runs ADD COLUMN applied TEXT CHECK (json_valid(applied));
  CREATE TABLE encryption (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    key_store TEXT NOT NULL,
    encrypted_at TEXT NOT NULL,
    wiped INTEGER NOT NULL CHECK (wiped IN (0, 1))
  ) STRICT;

  CREATE TABLE keys_to_destroy (
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (collection, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER templates_key AFTER DELETE ON templates WHEN EXISTS (SELECT 1 FROM encryption)
  BEGIN
    INSERT OR IGNORE INTO keys_to_destroy VALUES (OLD.collection, OLD.user_id);
  END;
  CREATE TRIGGER profile_images_key AFTER DELETE ON profile_images
  WHEN EXISTS (SELECT 1 FROM encryption)
  BEGIN
    INSERT OR IGNORE INTO keys_to_destroy VALUES (OLD.collection, OLD.user_id);
  END;
  `,
  chainAudit,
  `
  CREATE TABLE thumbnails (
    face_id TEXT PRIMARY KEY REFERENCES templates (face_id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    jpeg BLOB NOT NULL,
    landmarks BLOB NOT NULL
  ) STRICT;
  ${thumbnailColumns('main')}
  `,
  `
  CREATE TABLE user_tags (
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (collection, user_id, tag),
    FOREIGN KEY (collection, user_id) REFERENCES users (collection, user_id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE template_versions (
    face_id TEXT NOT NULL REFERENCES templates (face_id) ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    embedding BLOB NOT NULL,
    PRIMARY KEY (face_id, encoder)
  ) STRICT;

  CREATE TABLE upgrades (
    collection TEXT PRIMARY KEY REFERENCES collections (name) ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    switched_at TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE report_rows (
    run_id TEXT NOT NULL,
    entry INTEGER NOT NULL,
    row INTEGER,
    user_id TEXT NOT NULL,
    folded_key TEXT NOT NULL,
    cells TEXT NOT NULL CHECK (json_valid(cells)),
    PRIMARY KEY (run_id, entry)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX report_rows_by_row ON report_rows (run_id, row);
  `,
  `
  CREATE INDEX audit_renames ON audit (collection, json_extract(detail, '$.from'))
    WHERE action = 'USER_RENAMED';
  `,
  allowEmptyJson,
  noteDigests,
  entriesOfRuns('main'),
  `
  ALTER TABLE report_rows ADD COLUMN unknown_row TEXT CHECK (${nullOrJson('unknown_row')});
  ALTER TABLE runs ADD COLUMN report_due INTEGER NOT NULL DEFAULT 0 CHECK (report_due IN (0, 1));
  UPDATE runs SET
    status = 'finished',
    ended_at = coalesce(ended_at, started_at),
    counts = iif(counts = '{}', applied, counts),
    report_due = error_report IS NULL
      AND EXISTS (SELECT 1 FROM run_items AS i WHERE i.run_id = runs.run_id AND i.outcome = 'failed')
    WHERE applied IS NOT NULL AND status <> 'finished';
  ALTER TABLE runs DROP COLUMN applied;
  `,
  API_KEY_TABLES,
  LINK_TABLES,
  `
  ${seenColumns('main')}
  ALTER TABLE templates ADD COLUMN measures TEXT CHECK (${nullOrJson('measures')});
  ALTER TABLE runs ADD COLUMN timeline TEXT CHECK (${nullOrJson('timeline')});
  ${WATCHED_FILES}
  `,
  PUBLICATION_TABLES,
];
