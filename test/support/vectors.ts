import fc from 'fast-check';
import { randoms } from '../../src/domain/randoms.js';

/** The vector with length 1, as an encoder gives it; one of zeros becomes (1, 0, 0, ...). */
export function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value, i) => (length > 0 ? value / length : i === 0 ? 1 : 0));
}

export function cosine(p: Float32Array, q: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i += 1) sum += (p[i] as number) * (q[i] ?? 0);
  return sum;
}

/**
 * Sets of unit vectors of some dimension. Few different values for a coordinate make many
 * vectors equal, and many similarities tie; many values make none.
 */
export function vectorSets(
  ...sizes: readonly { readonly least: number; readonly most: number }[]
): fc.Arbitrary<readonly (readonly Float32Array[])[]> {
  return fc
    .record({
      dimension: fc.integer({ min: 1, max: 40 }),
      steps: fc.constantFrom(1, 2, 1000),
      counts: fc.tuple(...sizes.map(({ least, most }) => fc.integer({ min: least, max: most }))),
      seed: fc.integer({ min: 1 }),
    })
    .map(({ dimension, steps, counts, seed }) => {
      const random = randoms(seed);
      const coordinate = () => Math.round((2 * random() - 1) * steps);
      const vector = () => unit(Array.from({ length: dimension }, coordinate));
      return counts.map((count) => Array.from({ length: count }, vector));
    });
}
