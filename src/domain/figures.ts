import { count, number } from './text.js';

/** A rate in three digits: 1e-3, or 1.24e-7. */
export function rate(value: number): string {
  return value.toExponential(2).replace(/\.?0+e/, 'e');
}

/** A count that may be below one: 12, 1.3, 0.004. */
export function few(value: number): string {
  return value >= 10 ? number(Math.round(value)) : Number(value.toPrecision(2)).toString();
}

/** An expected count in words: "about 7 pairs", "fewer than 0.1 pairs". */
export function about(value: number, noun: string): string {
  if (value < 0.1) return `fewer than 0.1 ${noun}s`;
  return `about ${count(Number(value.toPrecision(value < 10 ? 1 : 2)), noun)}`;
}

/** A rate (0 to 1) in words: "one of 1,000", "37 of 100". */
export function share(value: number): string {
  if (value > 0.1) return `${Math.round(value * 100)} of 100`;
  return `one of ${number(Number((1 / value).toPrecision(3)))}`;
}

/** A cosine threshold: four digits, or six if four would round it up to 1. */
export function cosine(similarity: number): string {
  return similarity.toFixed(similarity > 0.9999 ? 6 : 4);
}
