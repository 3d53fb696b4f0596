/** Changes that leave something of a face in a published table that is not so here any more. */
const STALE_KINDS = `'moved', 'deleted'`;

/** What is not so here any more, and may be there. */
export const IS_STALE = `kind IN (${STALE_KINDS}) AND NOT is_done`;

/** What a later change makes of one that is not yet done: what is stale there stays stale. */
const KIND_AFTER = `
  CASE WHEN ${IS_STALE} AND excluded.kind NOT IN (${STALE_KINDS})
    THEN 'moved' ELSE excluded.kind END`;

/** Notes in all publications of a collection that a face has changed; `row` is OLD or NEW. */
function noted(row: 'OLD' | 'NEW', kind: string): string {
  return `
    UPDATE publications SET changes = changes + 1 WHERE collection = ${row}.collection;
    INSERT INTO publication_changes (publication_id, face_id, change, kind)
      SELECT publication_id, ${row}.face_id, changes, ${kind} FROM publications
      WHERE collection = ${row}.collection
      ON CONFLICT (publication_id, face_id) DO UPDATE
      SET change = excluded.change, kind = ${KIND_AFTER}, is_done = 0;`;
}

/**
 * Tables of other databases that collections are published to, and which faces have changed since.
 * Triggers note that, so that no way to change a template forgets it.
 */
export const PUBLICATION_TABLES = `
  CREATE TABLE publications (
    publication_id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    address TEXT NOT NULL,
    table_name TEXT NOT NULL,
    faces INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    token TEXT,
    next_token TEXT,
    next_change INTEGER,
    problem TEXT,
    created_at TEXT NOT NULL,
    published_at TEXT,
    UNIQUE (collection, address, table_name)
  ) STRICT;

  CREATE TABLE publication_changes (
    publication_id TEXT NOT NULL REFERENCES publications (publication_id) ON DELETE CASCADE,
    face_id TEXT NOT NULL,
    change INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('added', 'changed', ${STALE_KINDS})),
    is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1)),
    PRIMARY KEY (publication_id, face_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX publication_changes_in_order ON publication_changes (publication_id, change);
  -- Asked for after every change, of which millions may not be published yet.
  CREATE INDEX publication_changes_stale ON publication_changes (publication_id, change)
    WHERE ${IS_STALE};

  CREATE TRIGGER templates_published_insert AFTER INSERT ON templates
  WHEN EXISTS (SELECT 1 FROM publications)
  BEGIN ${noted('NEW', `'added'`)}
  END;
  CREATE TRIGGER templates_published_delete AFTER DELETE ON templates
  WHEN EXISTS (SELECT 1 FROM publications)
  BEGIN ${noted('OLD', `'deleted'`)}
  END;
  CREATE TRIGGER templates_published_update
  AFTER UPDATE OF user_id, slot, encoder, quality, photo_digest, created_at, updated_at ON templates
  WHEN EXISTS (SELECT 1 FROM publications)
  BEGIN ${noted('NEW', `iif(OLD.user_id <> NEW.user_id OR OLD.encoder <> NEW.encoder, 'moved', 'changed')`)}
  END;
`;
