/**
 * How far the length of an embedding may be from 1. In float32 512 values are off by less
 * than 1e-6; what is off by more was not made by an encoder, and would be as near to
 * everybody as it is long.
 */
const LENGTH_TOLERANCE = 1e-4;

/** The vector in little-endian float32 values, or why they are no embedding. */
export function vectorOf(bytes: Uint8Array): Float32Array | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength / Float32Array.BYTES_PER_ELEMENT;
  const vector = Float32Array.from({ length }, (_, i) => view.getFloat32(i * 4, true));
  if (!vector.every(Number.isFinite)) return 'its embedding has values that are no numbers';
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (Math.abs(norm - 1) <= LENGTH_TOLERANCE) return vector;
  return `its embedding has the length ${norm.toPrecision(4)}, not 1`;
}
