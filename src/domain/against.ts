/** A value and the limit that it is measured against, as texts. */
interface Told {
  readonly value: string;
  readonly limit: string;
}

/** More digits behind the point than these are noise of the arithmetic. */
const MOST_DIGITS = 15;

/** A limit that somebody set is told as it was set; one that was computed has any number of digits. */
const DIGITS_OF_A_SET_LIMIT = 6;

/**
 * A value and its limit with as many digits behind the point as it takes that whoever reads
 * them sees on which side the value lies: 0.4996 is not told as "0.50, at least 0.50".
 *
 * @param digits digits behind the point, where they are enough
 */
export function against(value: number, limit: number, digits: number): Told {
  const set = digitsOf(limit);
  const first = Math.max(digits, set ?? 0);
  const side = Math.sign(value - limit);
  for (let n = first; n < MOST_DIGITS; n += 1) {
    const told = { value: value.toFixed(n), limit: limit.toFixed(set === undefined ? n : first) };
    if (Math.sign(Number(told.value) - Number(told.limit)) === side) return told;
  }
  return { value: String(value), limit: String(limit) };
}

/** Digits behind the point of a limit that was set; undefined of one that was computed. */
function digitsOf(limit: number): number | undefined {
  const digits = Number(limit.toFixed(DIGITS_OF_A_SET_LIMIT)) === limit;
  return digits ? (String(limit).split('.')[1] ?? '').length : undefined;
}
