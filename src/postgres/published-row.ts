import type { PublishedFace } from '../domain/publication.js';
import { sha256 } from '../system/sha256.js';

/** PostgreSQL's number of the type `real`. */
const REAL_OID = 700;

/** A row of a table of faces, without its embedding. */
export interface PublishedRow {
  readonly faceId: string;
  readonly collection: string;
  readonly userId: string;
  readonly encoder: string;
  readonly slot: number;
  /** Its eight bytes, in hexadecimal: whatever digits of a number the server gives. */
  readonly quality: string | null;
  readonly photoDigest: string;
  /** Milliseconds since 1970, as PostgreSQL gives large numbers. */
  readonly createdMs: string;
  readonly updatedMs: string;
  /** SHA-256 of the embedding as an array is sent. */
  readonly digest: string;
}

/** What a `PublishedRow` is read by. A `vector` is compared as the array that it is cast to, to the bit. */
export function rowColumns(alias: string): string {
  const ms = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::bigint::text`;
  return `${alias}.face_id AS "faceId", ${alias}.collection, ${alias}.user_id AS "userId",
    ${alias}.encoder, ${alias}.slot::integer AS slot, encode(float8send(${alias}.quality), 'hex') AS quality,
    ${alias}.photo_digest AS "photoDigest",
    ${ms(`${alias}.created_at`)} AS "createdMs", ${ms(`${alias}.updated_at`)} AS "updatedMs",
    encode(sha256(array_send(${alias}.embedding::real[])), 'hex') AS digest`;
}

/** All that tells one state of a face from another: row and face are the same if this is. */
export function stampOfRow(row: PublishedRow): string {
  const { faceId, collection, userId, encoder, slot, quality, photoDigest } = row;
  const { createdMs, updatedMs, digest } = row;
  const facts = [faceId, collection, userId, encoder, slot, quality, photoDigest];
  return JSON.stringify([...facts, createdMs, updatedMs, digest]);
}

/** The same of a face here. */
export function stampOf(face: PublishedFace): string {
  return stampOfRow({
    ...face,
    quality: face.quality === null ? null : float8Bytes(face.quality).toString('hex'),
    createdMs: String(Date.parse(face.createdAt)),
    updatedMs: String(Date.parse(face.updatedAt)),
    digest: sha256(embeddingBytes(face.embedding)),
  });
}

function float8Bytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

/** The embedding as PostgreSQL takes a `real[]` in binary form, and gives it to `array_send`. */
export function embeddingBytes(embedding: Float32Array): Buffer {
  // One dimension, no nulls, the type of its values, their number, and the index of the first one.
  const head = [1, 0, REAL_OID, embedding.length, 1];
  const bytes = Buffer.alloc(4 * head.length + 8 * embedding.length);
  for (const [i, value] of head.entries()) bytes.writeInt32BE(value, 4 * i);
  for (const [i, value] of embedding.entries()) {
    const at = 4 * head.length + 8 * i;
    // Each value is told with its length.
    bytes.writeInt32BE(4, at);
    bytes.writeFloatBE(value, at + 4);
  }
  return bytes;
}

/** Which rows: those of a span of face IDs, `to` included, or by name. */
export type Which =
  | { readonly after: string; readonly to: string | null; readonly limit: number }
  | { readonly faceIds: readonly string[] };

/** The rows of a table `f`; `$1` is the publication, the values follow it. */
export function whereOf(which: Which): {
  readonly sql: string;
  readonly values: readonly unknown[];
} {
  const own = 'WHERE f.publication = $1';
  if ('faceIds' in which) {
    return { sql: `${own} AND f.face_id = ANY($2::text[])`, values: [which.faceIds] };
  }
  const { after, to, limit } = which;
  return {
    sql: `${own} AND f.face_id COLLATE "C" > $2 AND ($3::text IS NULL OR f.face_id COLLATE "C" <= $3)
          ORDER BY f.face_id COLLATE "C" LIMIT $4`,
    values: [after, to, limit],
  };
}
