/** Cosine of two vectors of length 1: -1 to 1, except for rounding. */
export function similarityOf(p: Float32Array, q: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i += 1) sum += (p[i] ?? 0) * (q[i] ?? 0);
  return sum;
}
