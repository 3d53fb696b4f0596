/**
 * Largest deviation of an embedding's length from 1. For 512 float32 values, rounding stays below
 * 1e-6; a larger deviation does not come from an encoder, and would raise the similarity to
 * everybody.
 */
const LENGTH_TOLERANCE = 1e-4;

/** Decodes little-endian float32 values; returns a problem when they are not an embedding. */
export function vectorOf(bytes: Uint8Array): Float32Array | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength / Float32Array.BYTES_PER_ELEMENT;
  const vector = Float32Array.from({ length }, (_, i) => view.getFloat32(i * 4, true));
  if (!vector.every(Number.isFinite)) return 'its embedding has values that are no numbers';
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (Math.abs(norm - 1) <= LENGTH_TOLERANCE) return vector;
  return `its embedding has the length ${norm.toPrecision(4)}, not 1`;
}
