import { sha256 } from '../system/sha256.js';

/** The part of a connection that the step needs: database.ts, which has the type, imports it. */
interface Connection {
  exec(sql: string): unknown;
  prepare(sql: string): {
    all(...values: unknown[]): unknown[];
    run(...values: unknown[]): unknown;
  };
}

const TABLES = `
  CREATE TABLE template_digests (
    face_id TEXT NOT NULL REFERENCES templates (face_id) ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    embedding_sha256 TEXT NOT NULL,
    PRIMARY KEY (face_id, encoder)
  ) STRICT;
  CREATE TRIGGER template_versions_digest AFTER DELETE ON template_versions
  BEGIN
    DELETE FROM template_digests
    WHERE face_id = OLD.face_id AND encoder = OLD.encoder
      AND NOT EXISTS (SELECT 1 FROM templates AS t
                      WHERE t.face_id = OLD.face_id AND t.encoder = OLD.encoder);
  END;

  CREATE TABLE thumbnail_digests (
    face_id TEXT PRIMARY KEY REFERENCES thumbnails (face_id) ON DELETE CASCADE,
    jpeg_sha256 TEXT NOT NULL,
    landmarks_sha256 TEXT NOT NULL
  ) STRICT;

  CREATE TABLE profile_image_digests (
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    jpeg_sha256 TEXT NOT NULL,
    PRIMARY KEY (collection, user_id),
    FOREIGN KEY (collection, user_id) REFERENCES profile_images (collection, user_id)
      ON DELETE CASCADE
  ) STRICT;
`;

/** What gets digests: the table, the columns that identify a row, and the bytes. */
const NOTED = [
  ['templates', 'template_digests', 'face_id, encoder', ['embedding']],
  ['template_versions', 'template_digests', 'face_id, encoder', ['embedding']],
  ['thumbnails', 'thumbnail_digests', 'face_id', ['jpeg', 'landmarks']],
  ['profile_images', 'profile_image_digests', 'collection, user_id', ['jpeg']],
] as const;

/** Rows read at a time: some 10 MB of pictures. */
const PAGE = 200;

/** Records the digests of faces stored before there were digests. */
export function noteDigests(db: Connection): void {
  db.exec(TABLES);
  for (const [table, digests, ids, columns] of NOTED) {
    const page = db.prepare(
      `SELECT rowid AS row, ${columns} FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
    );
    const note = db.prepare(
      `INSERT INTO ${digests} (${ids}, ${columns.map((column) => `${column}_sha256`)})
       SELECT ${ids}, ${columns.map(() => '?')} FROM ${table} WHERE rowid = ?`,
    );
    for (let last = 0; ; ) {
      const rows = page.all(last) as ({ row: number } & Record<string, unknown>)[];
      if (rows.length === 0) break;
      for (const { row, ...bytes } of rows) {
        note.run(...Object.values(bytes).map((value) => sha256(value as Buffer)), row);
        last = row;
      }
    }
  }
}
