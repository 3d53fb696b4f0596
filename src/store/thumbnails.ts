import type { Thumbnail } from '../domain/sample.js';
import type { Connection } from './database.js';
import { Digests, isAsStored } from './digests.js';
import { fromBlob, toBlob } from './embedding.js';
import { thumbnailPlace } from './secrets/place.js';
import { OPEN_VAULT } from './secrets/vault.js';

interface Row {
  readonly userId: string;
  readonly jpeg: Buffer;
  readonly landmarks: Buffer;
}

/** The bytes of a thumbnail, and the digests recorded when they were stored. */
export interface StoredThumbnail {
  readonly jpeg: Buffer;
  readonly landmarks: Buffer;
  readonly jpegDigest: string | null;
  readonly landmarksDigest: string | null;
}

/** The aligned faces that templates were made from; each is deleted with its template. */
export class Thumbnails {
  readonly #put;
  readonly #of;
  readonly #stored;
  readonly #digests;

  constructor(
    db: Connection,
    readonly collection: string,
    private readonly vault = OPEN_VAULT,
  ) {
    this.#put = db.prepare(
      `INSERT INTO thumbnails (face_id, collection, user_id, jpeg, landmarks)
       VALUES (@faceId, @collection, @userId, @jpeg, @landmarks)
       ON CONFLICT (face_id) DO UPDATE SET jpeg = @jpeg, landmarks = @landmarks`,
    );
    this.#of = db.prepare<[string, string], Row>(
      `SELECT user_id AS userId, jpeg, landmarks FROM thumbnails
       WHERE collection = ? AND face_id = ?`,
    );
    this.#stored = db.prepare<[string, string], StoredThumbnail>(
      `SELECT jpeg, landmarks, jpeg_sha256 AS jpegDigest, landmarks_sha256 AS landmarksDigest
       FROM thumbnails LEFT JOIN thumbnail_digests USING (face_id)
       WHERE collection = ? AND face_id = ?`,
    );
    this.#digests = new Digests(db);
  }

  /** Stores the thumbnail of an existing template. */
  put(faceId: string, userId: string, { jpeg, landmarks }: Thumbnail): void {
    const { collection, vault } = this;
    const own = { collection, userId, faceId };
    const sealed = {
      jpeg: vault.seal(thumbnailPlace('jpeg', own), jpeg),
      landmarks: vault.seal(thumbnailPlace('landmarks', own), landmarksBlob(landmarks)),
    };
    this.#put.run({ ...own, ...sealed });
    this.#digests.noteThumbnail(faceId, sealed.jpeg, sealed.landmarks);
  }

  /** Whether the thumbnail of a face, if there is one, matches its digests. */
  isAsStored(faceId: string): boolean {
    const row = this.#stored.get(this.collection, faceId);
    return row === undefined || thumbnailIsAsStored(row);
  }

  /** The thumbnail of a face, if there is one. */
  of(faceId: string): Thumbnail | undefined {
    const { collection, vault } = this;
    const row = this.#of.get(collection, faceId);
    if (!row) return undefined;
    const own = { collection, userId: row.userId, faceId };
    return {
      jpeg: vault.open(thumbnailPlace('jpeg', own), row.jpeg),
      landmarks: landmarksOf(vault.open(thumbnailPlace('landmarks', own), row.landmarks)),
    };
  }
}

/** Whether both parts of a thumbnail match their digests. */
export function thumbnailIsAsStored(row: StoredThumbnail): boolean {
  const { jpeg, landmarks, jpegDigest, landmarksDigest } = row;
  return isAsStored(jpeg, jpegDigest) && isAsStored(landmarks, landmarksDigest);
}

/** Points as the database keeps them: x, y, x, y ... as float32 in little-endian order. */
export function landmarksBlob(landmarks: Thumbnail['landmarks']): Buffer {
  return toBlob(Float32Array.from(landmarks.flatMap(({ x, y }) => [x, y])));
}

/** The inverse of `landmarksBlob`. */
export function landmarksOf(blob: Buffer): Thumbnail['landmarks'] {
  const values = fromBlob(blob);
  return Array.from({ length: values.length / 2 }, (_, i) => ({
    x: values[2 * i] as number,
    y: values[2 * i + 1] as number,
  }));
}
