import { number } from '../../domain/text.js';

/** From a value to a place in the picture. */
export type Scale = (value: number) => number;

/** From `from` at the place `start` to `to` at the place `end`. */
export function linear(from: number, to: number, start: number, end: number): Scale {
  const span = to - from || 1;
  return (value) => start + ((value - from) / span) * (end - start);
}

/** Like `linear`, by the logarithms; what is less than `from` has its place. */
export function logarithmic(from: number, to: number, start: number, end: number): Scale {
  const place = linear(Math.log10(from), Math.log10(to), start, end);
  return (value) => place(Math.log10(Math.max(value, from)));
}

/** A tick of an axis. */
export interface Tick {
  readonly at: number;
  readonly words: string;
}

/** At most `most` round numbers from `from` to `to`: steps of 1, 2 or 5 with zeros. */
export function roundTicks(from: number, to: number, most: number, least = 0): readonly Tick[] {
  const step = roundStep(Math.max((to - from) / most, least, Number.MIN_VALUE));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, n) => {
    // Without the noise of multiplication: 0.3, not 0.30000000000000004.
    const at = Number(((first + n) * step).toFixed(digits));
    return { at, words: number(at) };
  });
}

/** The least of 1, 2 and 5, with zeros, that is not less than `least`. */
function roundStep(least: number): number {
  const ten = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const times = [1, 2, 5, 10].find((times) => times * ten >= least * (1 - 1e-9)) ?? 10;
  return times * ten;
}

/** The powers of ten from `from` to `to`, which are powers of ten: all, or each second, third... */
export function powerTicks(
  from: number,
  to: number,
  most: number,
  words: (value: number) => string = number,
): readonly Tick[] {
  const [first, last] = [Math.round(Math.log10(from)), Math.round(Math.log10(to))];
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, n) => {
    // 10 ** -3 is 0.0010000000000000002 on some machines.
    const at = Number(`1e${first + n * step}`);
    return { at, words: words(at) };
  });
}

const SECOND = 1000;
/** Each unit is used up to three of the next one: "150 s", but "3 min". */
const UNITS = [
  { name: 'ms', length: 1, steps: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], to: 3 * SECOND },
  { name: 's', length: SECOND, steps: [1, 2, 5, 10, 15, 30, 60], to: 180 * SECOND },
  { name: 'min', length: 60 * SECOND, steps: [1, 2, 5, 10, 15, 30, 60], to: 180 * 60 * SECOND },
  { name: 'h', length: 3600 * SECOND, steps: [1, 2, 4, 6, 12, 24, 48, 120, 240], to: Infinity },
] as const;

/** At most `most` (at least 2) times from 0 to `to` milliseconds. */
export function timeTicks(to: number, most: number): readonly Tick[] {
  const { name, length, steps } = UNITS.find((unit) => to < unit.to) ?? UNITS[3];
  const times = steps.find((times) => to / (times * length) < most) ?? Number(steps.at(-1));
  return Array.from({ length: Math.floor(to / (times * length)) + 1 }, (_, n) => ({
    at: n * times * length,
    words: n === 0 ? '0' : `${number(n * times)} ${name}`,
  }));
}
