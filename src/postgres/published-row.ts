import type { PublishedFace } from '../domain/publication.js';
import { sha256 } from '../system/sha256.js';
import type { EmbeddingType } from './published-shape.js';

/** PostgreSQL's number of the type `real`. */
const REAL_OID = 700;

/** A row of a table of faces, without its embedding. */
export interface PublishedRow {
  readonly faceId: string;
  readonly collection: string;
  readonly userId: string;
  readonly encoder: string;
  readonly slot: number;
  readonly quality: number | null;
  readonly photoDigest: string;
  /** Milliseconds since 1970, as PostgreSQL gives large numbers. */
  readonly createdMs: string;
  readonly updatedMs: string;
  /** SHA-256 of the embedding as it is sent. */
  readonly digest: string;
}

/** What a `PublishedRow` is read by. */
export function rowColumns({ send }: EmbeddingType, alias: string): string {
  const ms = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::bigint::text`;
  return `${alias}.face_id AS "faceId", ${alias}.collection, ${alias}.user_id AS "userId",
    ${alias}.encoder, ${alias}.slot::integer AS slot, ${alias}.quality,
    ${alias}.photo_digest AS "photoDigest",
    ${ms(`${alias}.created_at`)} AS "createdMs", ${ms(`${alias}.updated_at`)} AS "updatedMs",
    encode(sha256(${send}(${alias}.embedding)), 'hex') AS digest`;
}

/** All that tells one state of a face from another: row and face are the same if this is. */
export function stampOfRow(row: PublishedRow): string {
  const { faceId, collection, userId, encoder, slot, quality, photoDigest } = row;
  const { createdMs, updatedMs, digest } = row;
  const facts = [faceId, collection, userId, encoder, slot, quality, photoDigest];
  return JSON.stringify([...facts, createdMs, updatedMs, digest]);
}

/** The same of a face here. */
export function stampOf(face: PublishedFace, type: EmbeddingType): string {
  return stampOfRow({
    ...face,
    createdMs: String(Date.parse(face.createdAt)),
    updatedMs: String(Date.parse(face.updatedAt)),
    digest: sha256(embeddingBytes(face.embedding, type)),
  });
}

/** The embedding as PostgreSQL takes it in binary form, and gives it to `array_send` or `vector_send`. */
export function embeddingBytes(
  embedding: Float32Array,
  { kind }: Pick<EmbeddingType, 'kind'>,
): Buffer {
  // `vector`: the number of values, and a number that is not used yet. An array: one dimension, no
  // nulls, the type of its values, their number, and the index of the first one.
  const head = kind === 'vector' ? 4 : 20;
  const width = kind === 'vector' ? 4 : 8;
  const bytes = Buffer.alloc(head + width * embedding.length);
  if (kind === 'vector') bytes.writeInt16BE(embedding.length, 0);
  else
    for (const [i, value] of [1, 0, REAL_OID, embedding.length, 1].entries()) {
      bytes.writeInt32BE(value, 4 * i);
    }
  for (const [i, value] of embedding.entries()) {
    const at = head + width * (i + 1) - 4;
    // Each value of an array is told with its length.
    if (kind !== 'vector') bytes.writeInt32BE(4, at - 4);
    bytes.writeFloatBE(value, at);
  }
  return bytes;
}
