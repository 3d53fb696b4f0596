/**
 * Output size and padding of a sliding window along one axis, in pixels, by TensorFlow's rules:
 * SAME yields ceil(size / stride) positions and puts an odd padding pixel at the end.
 *
 * @throws {Error} for an unknown mode, a window that does not move, or one that does not fit.
 */
export function slidingWindow(size: number, kernel: number, stride: number, mode: string) {
  if (kernel < 1 || stride < 1) throw new Error(`a window of ${kernel} with the stride ${stride}`);
  if (mode === 'VALID') {
    if (size < kernel) throw new Error(`a window of ${kernel} does not fit into ${size}`);
    return { size: Math.floor((size - kernel) / stride) + 1, before: 0, after: 0 };
  }
  if (mode !== 'SAME') throw new Error(`unknown padding ${mode}`);
  const positions = Math.ceil(size / stride);
  const total = Math.max(0, (positions - 1) * stride + kernel - size);
  const before = Math.floor(total / 2);
  return { size: positions, before, after: total - before };
}
