/**
 * Embeddings as the database keeps them: float32 values in little-endian order,
 * whatever the order of the machine.
 */
export function toBlob(embedding: Float32Array): Buffer {
  const blob = Buffer.alloc(embedding.length * 4);
  embedding.forEach((value, i) => {
    blob.writeFloatLE(value, i * 4);
  });
  return blob;
}

/** The inverse of `toBlob`. */
export function fromBlob(blob: Buffer): Float32Array {
  return Float32Array.from({ length: blob.length / 4 }, (_, i) => blob.readFloatLE(i * 4));
}
