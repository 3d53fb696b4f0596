/** A value and the limit that it is measured against, as texts. */
interface Comparison {
  readonly value: string;
  readonly limit: string;
}

/** More digits after the point than these are rounding noise. */
const MOST_DIGITS = 15;

/** A limit that was set is shown as it was set; a computed one may have any number of digits. */
const DIGITS_OF_A_SET_LIMIT = 6;

/**
 * A value and its limit with enough digits after the point to show on which side of the limit the
 * value lies: 0.4996 does not become "0.50, at least 0.50".
 *
 * @param digits digits after the point that are shown if they are enough
 */
export function against(value: number, limit: number, digits: number): Comparison {
  const set = digitsOf(limit);
  const first = Math.max(digits, set ?? 0);
  const side = Math.sign(value - limit);
  for (let n = first; n < MOST_DIGITS; n += 1) {
    const shown = { value: value.toFixed(n), limit: limit.toFixed(set === undefined ? n : first) };
    if (Math.sign(Number(shown.value) - Number(shown.limit)) === side) return shown;
  }
  return { value: String(value), limit: String(limit) };
}

/** Digits after the point of a limit that was set; undefined for a computed one. */
function digitsOf(limit: number): number | undefined {
  const digits = Number(limit.toFixed(DIGITS_OF_A_SET_LIMIT)) === limit;
  return digits ? (String(limit).split('.')[1] ?? '').length : undefined;
}
