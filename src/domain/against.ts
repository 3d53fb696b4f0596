/** A value and the limit that it is measured against, as texts. */
interface Told {
  readonly value: string;
  readonly limit: string;
}

/** More digits than these a number does not have. */
const MOST_DIGITS = 17;

/**
 * A value and its limit with as many digits after the point as it takes that whoever reads
 * them sees on which side the value lies: 0.4996 is not told as "0.50, at least 0.50".
 *
 * @param digits digits after the point, where they are enough
 */
export function against(value: number, limit: number, digits: number): Told {
  const limitText = exact(limit, digits);
  const [, fraction = ''] = limitText.split('.');
  const side = Math.sign(value - limit);
  let text = value.toFixed(fraction.length);
  for (let more = fraction.length + 1; more <= MOST_DIGITS; more += 1) {
    if (Math.sign(Number(text) - Number(limitText)) === side) break;
    text = value.toFixed(more);
  }
  return { value: text, limit: limitText };
}

/** A limit as somebody set it: not rounded, whatever digits it has. */
function exact(limit: number, digits: number): string {
  for (let n = digits; n < MOST_DIGITS; n += 1) {
    const text = limit.toFixed(n);
    if (Number(text) === limit) return text;
  }
  return limit.toFixed(MOST_DIGITS);
}
