/** Lanczos' coefficients for g = 7, which give 15 digits (Godfrey, 2001). */
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Halvings that narrow an interval of length 1 to the precision of a number. */
const HALVINGS = 60;

/** The logarithm of the gamma function of a positive number. */
export function logGamma(x: number): number {
  let sum = 0.9999999999998099;
  LANCZOS.forEach((coefficient, i) => {
    sum += coefficient / (x + i);
  });
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The regularized incomplete beta function I_x(a, b) for positive a and b: by the continued
 * fraction of Lentz (Press et al., Numerical Recipes, 6.4).
 */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) * betaFraction(x, a, b)) / a;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return result;
}

/** The x at which `betaShare` is `share` (0 to 1). */
export function betaQuantile(share: number, a: number, b: number): number {
  // Rare rates are told by their digits, not by their distance from 0.
  const below = (log: number) => betaShare(Math.exp(log), a, b) < share;
  return Math.exp(bisected(below, -745, 0));
}

/** The t of Student's distribution that a share (0.5 to 1) lies below. */
export function studentQuantile(share: number, degrees: number): number {
  // A share of 2(1 - share) lies outside of -t to t.
  const x = betaQuantile(2 * (1 - share), degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** The share of a standard normal distribution that lies further from 0 than z: both tails. */
export function normalTails(z: number): number {
  return 1 - gammaShare(0.5, (z * z) / 2);
}

/** The regularized incomplete gamma function P(a, x): a series near 0, else a continued fraction. */
function gammaShare(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-16; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return front * sum;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let result = d;
  for (let i = 1; i < 1000; i += 1) {
    const step = -i * (i - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return 1 - front * result;
}

/** Where a condition that holds at `low` ends on the way to `high`. */
function bisected(holds: (x: number) => boolean, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (from + to) / 2;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
