/**
 * The photos that `faceenroll watch` has seen in a folder: one whose size and time are the same is not
 * new. Rows are deleted with their user, see removal.ts.
 */
export const WATCHED_FILES = `
  CREATE TABLE watched_files (
    collection TEXT NOT NULL,
    folder TEXT NOT NULL,
    file TEXT NOT NULL,
    user_id TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (collection, folder, file)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX watched_files_by_user ON watched_files (collection, user_id);
`;
