/** Compares texts in the same way on every machine. */
export function byCodeUnits(p: string, q: string): number {
  return p < q ? -1 : p > q ? 1 : 0;
}
