/** "1,234". */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** A small rate: 0.001 as 1e-3, and three digits of others, as 1.24e-7. */
export function rate(value: number): string {
  return value.toExponential(2).replace(/\.?0+e/, 'e');
}

/** A count that may be below one: 12, 1.3, 0.004. */
export function few(value: number): string {
  return value >= 10 ? number(Math.round(value)) : Number(value.toPrecision(2)).toString();
}
