/**
 * Output size and padding of a sliding window along one axis, by TensorFlow's rules:
 * SAME keeps ceil(size / stride) positions and puts the odd padding pixel behind.
 */
export function slidingWindow(size: number, kernel: number, stride: number, mode: string) {
  if (mode === 'VALID') {
    return { size: Math.floor((size - kernel) / stride) + 1, before: 0, after: 0 };
  }
  if (mode !== 'SAME') throw new Error(`unknown padding ${mode}`);
  const positions = Math.ceil(size / stride);
  const total = Math.max(0, (positions - 1) * stride + kernel - size);
  const before = Math.floor(total / 2);
  return { size: positions, before, after: total - before };
}
