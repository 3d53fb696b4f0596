import type { Connection } from '../connection.js';
import { openDatabaseFile } from '../database.js';

/**
 * Finds rows as they are now, for a connection that reads an earlier snapshot. A row of the
 * snapshot may be of a user deleted since, whose key is gone: keys are destroyed in another file,
 * at once.
 */
export class RowsNow {
  #db: Connection | undefined;

  constructor(readonly path: string) {}

  hasTemplate({ faceId, embedding }: { faceId: string; embedding: Buffer }): boolean {
    const sql = 'SELECT 1 FROM templates WHERE face_id = ? AND embedding = ?';
    return this.#has(sql, faceId, embedding);
  }

  hasThumbnail({ faceId, jpeg }: { faceId: string; jpeg: Buffer }): boolean {
    const sql = 'SELECT 1 FROM thumbnails WHERE face_id = ? AND jpeg = ?';
    return this.#has(sql, faceId, jpeg);
  }

  hasProfileImage(image: { collection: string; userId: string; jpeg: Buffer }): boolean {
    const sql = 'SELECT 1 FROM profile_images WHERE collection = ? AND user_id = ? AND jpeg = ?';
    return this.#has(sql, image.collection, image.userId, image.jpeg);
  }

  hasWaitingPhoto(
    { submissionId, stored }: { submissionId: string; stored: Buffer },
    column: 'photo' | 'edited',
  ): boolean {
    const sql = `SELECT 1 FROM submissions WHERE submission_id = ? AND ${column} = ?`;
    return this.#has(sql, submissionId, stored);
  }

  hasSigningSecret({ keyId, sealed }: { keyId: string; sealed: Buffer }): boolean {
    const sql = 'SELECT 1 FROM api_keys WHERE key_id = ? AND signing_secret = ?';
    return this.#has(sql, keyId, sealed);
  }

  hasAnswer(answer: { keyId: string; idempotencyKey: string; body: Buffer }): boolean {
    const sql = 'SELECT 1 FROM http_answers WHERE key_id = ? AND idempotency_key = ? AND body = ?';
    return this.#has(sql, answer.keyId, answer.idempotencyKey, answer.body);
  }

  close(): void {
    this.#db?.close();
  }

  #has(sql: string, ...values: readonly (string | Buffer)[]): boolean {
    this.#db ??= openDatabaseFile(this.path);
    return this.#db.prepare<unknown[]>(sql).get(...values) !== undefined;
  }
}
