/** The values of options, for commands and library callers alike. */

/** A number between a least and a greatest value. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** No fraction. */
  readonly whole?: true;
  /** Excludes the least and the greatest value. */
  readonly between?: true;
  /** Seconds: "5s" is 5. */
  readonly unit?: 's';
  readonly example?: string;
}

const SHARE: NumberRange = { least: 0, most: 1, example: '0.5' };

/** A rate of errors: nobody can promise none at all, or nothing but errors. */
export const RATE: NumberRange = { least: 0, most: 1, between: true, example: '0.001' };

const COSINE: NumberRange = { least: -1, most: 1, example: '0.75' };

export function wholeFrom(least: number, most: number): NumberRange {
  return { least, most, whole: true };
}

/** Options that are numbers, by their names in the library. */
export const RANGES = {
  duplicateFpir: RATE,
  fmr: RATE,
  fpir: RATE,
  headingRow: wholeFrom(1, 1e6),
  /** Of the worker process, in MB. */
  maxMemory: wholeFrom(1, 1_000_000),
  limit: wholeFrom(0, Number.MAX_SAFE_INTEGER),
  minLiveness: SHARE,
  minQuality: SHARE,
  offset: wholeFrom(0, Number.MAX_SAFE_INTEGER),
  qualityBelow: SHARE,
  similarity: COSINE,
  startRow: wholeFrom(2, 1e9),
  /** Seconds per photo. */
  timeout: wholeFrom(1, 3600),
  top: wholeFrom(1, 1000),
  workers: wholeFrom(1, 256),
} as const;

/** Options with a choice of words, by their names in the library. */
export const CHOICES = {
  checkLiveness: ['auto', 'on', 'off'],
  duplicates: ['refuse', 'flag', 'off'],
  ifFaceExists: ['preserve', 'overwrite', 'add'],
  ifUserExists: ['preserve', 'overwrite'],
  links: ['inside', 'anywhere'],
  missingUsers: ['create', 'refuse'],
  multipleFaces: ['refuse', 'dominant', 'largest'],
  profilePolicy: ['warn', 'refuse'],
  quality: ['off', 'lenient', 'standard', 'strict'],
  storeThumbnails: ['aligned', 'none'],
} as const;

/** What one of these options may be. */
export type Choice<Name extends keyof typeof CHOICES> = (typeof CHOICES)[Name][number];

export function isWithin(value: number, { least, most, whole, between }: NumberRange): boolean {
  if (whole && !Number.isInteger(value)) return false;
  return between ? value > least && value < most : value >= least && value <= most;
}

/** "a whole number from 1 to 256". */
export function rangeText({ least, most, whole, between, example }: NumberRange): string {
  const bounds = between ? `a rate between ${least} and ${most}` : `from ${least} to ${most}`;
  if (whole) return `a whole number ${bounds}`;
  return `${between ? '' : 'a number '}${bounds}, such as ${example}`;
}

/** The model pack that is built where the product is installed. */
export const DEFAULT_PACK = 'standard';
