import type { Connection } from './connection.js';

/**
 * The photos that `faceenroll watch` is done with: one whose size and time are the same is not new.
 * Rows are deleted with their user or its faces, see removal.ts.
 */
export const WATCHED_FILES = `
  CREATE TABLE watched_files (
    collection TEXT NOT NULL,
    folder TEXT NOT NULL,
    file TEXT NOT NULL,
    user_id TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    rules TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (collection, folder, file)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX watched_files_by_user ON watched_files (collection, user_id);
`;

/** A file of a watched folder, as it was when it was taken. */
export interface WatchedFile {
  /** Relative to the folder; a CSV by its absolute path. */
  readonly file: string;
  /** Whose photo it is; '' for a CSV. */
  readonly userId: string;
  readonly size: number;
  /** Time of the last change, milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** What a watch of one folder remembers. */
export class WatchedFiles {
  readonly #all;
  readonly #keep;
  readonly #forget;

  /**
   * @param rules tells the options of the watch: with others a photo may give another outcome, and
   *   is new
   */
  constructor(
    db: Connection,
    readonly collection: string,
    readonly folder: string,
    readonly rules: string,
  ) {
    this.#all = db.prepare<[string, string, string], WatchedFile>(
      `SELECT file, user_id AS userId, size, modified_ms AS modifiedMs FROM watched_files
       WHERE collection = ? AND folder = ? AND rules = ? ORDER BY file`,
    );
    this.#keep = db.prepare<Record<string, unknown>>(
      `INSERT OR REPLACE INTO watched_files
         (collection, folder, file, user_id, size, modified_ms, rules, seen_at)
       VALUES (@collection, @folder, @file, @userId, @size, @modifiedMs, @rules, @now)`,
    );
    this.#forget = db.prepare<[string, string, string]>(
      'DELETE FROM watched_files WHERE collection = ? AND folder = ? AND file = ?',
    );
  }

  all(): readonly WatchedFile[] {
    return this.#all.all(this.collection, this.folder, this.rules);
  }

  keep(files: readonly WatchedFile[], now: string): void {
    const { collection, folder, rules } = this;
    for (const file of files) this.#keep.run({ ...file, collection, folder, rules, now });
  }

  forget(files: Iterable<string>): void {
    for (const file of files) this.#forget.run(this.collection, this.folder, file);
  }
}
