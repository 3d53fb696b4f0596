import { endianness } from 'node:os';

const IS_LITTLE_ENDIAN = endianness() === 'LE';

/** Embeddings as the database keeps them: float32 in little-endian order on every machine. */
export function toBlob(embedding: Float32Array): Buffer {
  const bytes = Buffer.copyBytesFrom(embedding);
  return IS_LITTLE_ENDIAN ? bytes : bytes.swap32();
}

/** The inverse of `toBlob`. Ignores bytes after the last whole value. */
export function fromBlob(blob: Buffer): Float32Array {
  // Copied, since a float32 view must begin at a multiple of 4.
  const bytes = new Uint8Array(blob.subarray(0, blob.length - (blob.length % 4)));
  if (!IS_LITTLE_ENDIAN) Buffer.from(bytes.buffer).swap32();
  return new Float32Array(bytes.buffer);
}
