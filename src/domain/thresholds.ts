/** Whether a rate was counted, or extrapolated along the tail. */
export type Basis = 'measured' | 'extrapolated';

/** How often two different people are as similar as this. */
export interface Threshold {
  /** False match rate: the share of pairs of different people above the similarity, 0 to 1. */
  readonly fmr: number;
  /** Cosine similarity, -1 to 1. */
  readonly similarity: number;
  /** Rows without it were measured. */
  readonly basis?: Basis;
}

/** What an encoder's similarities mean. */
export interface FmrTable {
  /** The people and photos. */
  readonly measuredOn: string;
  /** From the highest rate to the lowest; the similarities rise. At least two. */
  readonly table: readonly Threshold[];
}

/**
 * The similarity above which a share `fmr` (0 to 1, not 0) of the pairs of different people lies.
 * Between two rows of the table, and beyond its ends, it is linear in the logarithm of the rate, as
 * the tails of face encoders nearly are.
 */
export function similarityAt({ table }: FmrTable, fmr: number): number {
  const [p, q] = neighbors(table, (row) => row.fmr >= fmr);
  const share = (Math.log(fmr) - Math.log(p.fmr)) / (Math.log(q.fmr) - Math.log(p.fmr));
  return Math.min(1, p.similarity + share * (q.similarity - p.similarity));
}

/** The inverse of `similarityAt`; 1 at most. */
export function fmrAt({ table }: FmrTable, similarity: number): number {
  const [p, q] = neighbors(table, (row) => row.similarity <= similarity);
  const share = (similarity - p.similarity) / (q.similarity - p.similarity);
  return Math.min(1, Math.exp(Math.log(p.fmr) + share * (Math.log(q.fmr) - Math.log(p.fmr))));
}

/** Whether a false match rate (0 to 1) is beyond the measured rows of the table. */
export function isExtrapolated(table: FmrTable, fmr: number): boolean {
  return fmr < measuredTo(table) || fmr > Math.max(...measuredRates(table));
}

/** The least false match rate that was measured. */
export function measuredTo(table: FmrTable): number {
  return Math.min(...measuredRates(table));
}

function measuredRates({ table }: FmrTable): readonly number[] {
  return table.flatMap(({ fmr, basis }) => (basis === 'extrapolated' ? [] : [fmr]));
}

/** The two rows between which a value lies, or the nearest two. */
function neighbors(
  table: readonly Threshold[],
  isBefore: (row: Threshold) => boolean,
): readonly [Threshold, Threshold] {
  const before = table.filter(isBefore).length;
  const first = Math.min(Math.max(before - 1, 0), table.length - 2);
  const [p, q] = [table[first], table[first + 1]];
  if (!p || !q) throw new RangeError('a table of false match rates needs two rows');
  return [p, q];
}

/**
 * The false match rate of one comparison at which a search among `gallerySize` templates of other
 * people gives a false alarm with the probability `fpir`: independent comparisons, 1 - (1 - FMR)^N
 * = FPIR (ISO/IEC 19795-1).
 */
export function fmrForFpir(fpir: number, gallerySize: number): number {
  // For a large N, 1 - (1 - fpir)^(1/N) loses all digits in floating point.
  return -Math.expm1(Math.log1p(-fpir) / Math.max(1, gallerySize));
}

/**
 * The inverse of `fmrForFpir`: the probability that one of `gallerySize` independent comparisons is
 * a false match.
 */
export function fpirForFmr(fmr: number, gallerySize: number): number {
  return -Math.expm1(Math.log1p(-fmr) * Math.max(1, gallerySize));
}

/**
 * The greatest number of templates for which `fmrForFpir` asks for no lower rate than `fmr`: up to
 * there a search with that false match rate keeps to `fpir`.
 */
export function gallerySizeFor(fpir: number, fmr: number): number {
  // What rounding leaves of a whole number must not cost one.
  return Math.floor((Math.log1p(-fpir) / Math.log1p(-fmr)) * (1 + 1e-12));
}
