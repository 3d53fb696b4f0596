import { sha256 } from '../system/sha256.js';
import type { Connection } from './database.js';

/**
 * Records the digests (SHA-256) of stored biometric data, of the ciphertext where it is encrypted.
 * `check` finds flipped bits by them. A digest is deleted with what it belongs to.
 *
 * They have tables of their own: in the same row as a picture, each update would make SQLite write
 * the whole picture again, and older databases need a digest for every picture.
 */
export class Digests {
  readonly #template;
  readonly #thumbnail;
  readonly #profileImage;

  constructor(db: Connection) {
    this.#template = db.prepare(
      `INSERT INTO template_digests (face_id, encoder, embedding_sha256) VALUES (?, ?, @sha256)
       ON CONFLICT (face_id, encoder) DO UPDATE SET embedding_sha256 = @sha256`,
    );
    this.#thumbnail = db.prepare(
      `INSERT INTO thumbnail_digests (face_id, jpeg_sha256, landmarks_sha256)
       VALUES (?, @jpeg, @landmarks)
       ON CONFLICT (face_id) DO UPDATE SET jpeg_sha256 = @jpeg, landmarks_sha256 = @landmarks`,
    );
    this.#profileImage = db.prepare(
      `INSERT INTO profile_image_digests (collection, user_id, jpeg_sha256) VALUES (?, ?, @sha256)
       ON CONFLICT (collection, user_id) DO UPDATE SET jpeg_sha256 = @sha256`,
    );
  }

  /** Of the embedding that an encoder made of a face, whether the template or another version. */
  noteTemplate(faceId: string, encoder: string, embedding: Uint8Array): void {
    this.#template.run(faceId, encoder, { sha256: sha256(embedding) });
  }

  noteThumbnail(faceId: string, jpeg: Uint8Array, landmarks: Uint8Array): void {
    this.#thumbnail.run(faceId, { jpeg: sha256(jpeg), landmarks: sha256(landmarks) });
  }

  noteProfileImage(collection: string, userId: string, jpeg: Uint8Array): void {
    this.#profileImage.run(collection, userId, { sha256: sha256(jpeg) });
  }
}

/** Whether bytes are those that were stored; true if no digest was recorded. */
export function isAsStored(bytes: Uint8Array, digest: string | null): boolean {
  return digest === null || sha256(bytes) === digest;
}
