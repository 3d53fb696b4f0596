import type { Weight } from './weights.js';

/** Reorders the axes of a four-dimensional weight; `order[k]` is the old axis that becomes axis k. */
export function transpose(weight: Weight, order: readonly [number, number, number, number]) {
  const shape = weight.shape;
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, side) => product * side, 1),
  );
  const [sizes, steps] = [order.map((axis) => shape[axis] ?? 1), order.map((a) => strides[a] ?? 1)];
  const [n0 = 1, n1 = 1, n2 = 1, n3 = 1] = sizes;
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = steps;
  const result = new Float32Array(weight.values.length);
  let at = 0;
  for (let a = 0; a < n0; a += 1)
    for (let b = 0; b < n1; b += 1)
      for (let c = 0; c < n2; c += 1)
        for (let d = 0; d < n3; d += 1) {
          result[at] = weight.values[a * s0 + b * s1 + c * s2 + d * s3] ?? 0;
          at += 1;
        }
  return result;
}
