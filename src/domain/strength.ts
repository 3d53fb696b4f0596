import { DEFAULT_FPIR } from './limits.js';
import { type Basis, fmrForFpir } from './thresholds.js';

/** The share of pairs of photos of one person that is found at a false match rate. */
export interface StrengthRow {
  /** False match rate of one comparison, 0 to 1. */
  readonly fmr: number;
  /**
   * True match rate, 0 to 1: the share of pairs of photos of one person above the similarity that
   * the encoder's own table of thresholds has for `fmr`.
   */
  readonly tmr: number;
  /** Whether that similarity was extrapolated: false matches that rare were never counted. */
  readonly basis?: Basis;
}

/** The measured strength of an encoder. */
export interface Strength {
  /** The photos, and the people they show. */
  readonly measuredOn: string;
  /** From the highest false match rate to the lowest; the TMR never rises. At least two rows. */
  readonly table: readonly StrengthRow[];
}

/** The share of second photos of enrolled people that is found. */
export interface Found {
  /** 0 to 1. */
  readonly tmr: number;
  /** `bound`: less than `tmr` by an unknown amount. */
  readonly basis: 'measured' | 'extrapolated' | 'bound';
}

/** A table is extrapolated to a hundredth of its last row's rate. */
const REACH = 100;

/** A share of exactly 0 or 1 has no log-odds; some thousand pairs resolve nothing finer. */
const FINEST = 1e-4;

/**
 * The share of second photos found in a gallery of `templates` templates, at the default rate of
 * false alarms of searches.
 */
export function foundAmong(strength: Strength, templates: number): Found {
  return foundAt(strength, fmrForFpir(DEFAULT_FPIR, templates));
}

/**
 * The true match rate at a false match rate (0 to 1, not 0). Between two rows it is linear in the
 * logarithm of the false match rate. Above the first row it is that row's, which is too little
 * rather than too much.
 *
 * Beyond the last row nothing was counted. There the log-odds of the TMR continue as between the
 * last two rows: similarities of one person are nearly normally distributed and the threshold rises
 * with the logarithm of the rate, so that the TMR falls in an S, never below 0; a straight line
 * would promise too much while more than half is found. This holds near the table's end, not at any
 * distance: from a hundredth of the last row's rate on, the result is only a bound.
 */
export function foundAt({ table }: Strength, fmr: number): Found {
  const after = table.findIndex((row) => row.fmr <= fmr);
  const [p, q] = after < 0 ? table.slice(-2) : table.slice(Math.max(after - 1, 0), after + 1);
  if (!p) throw new RangeError('a table of strength needs two rows');
  if (!q) return { tmr: p.tmr, basis: p.basis ?? 'measured' };
  if (after < 0) return foundBeyond(p, q, fmr);
  const tmr = p.tmr + shareOfWay(p.fmr, q.fmr, fmr) * (q.tmr - p.tmr);
  return { tmr, basis: q.basis ?? 'measured' };
}

/** The true match rate beyond the last two rows of a table. */
function foundBeyond(p: StrengthRow, last: StrengthRow, fmr: number): Found {
  const end = last.fmr / REACH;
  const share = shareOfWay(p.fmr, last.fmr, Math.max(fmr, end));
  const odds = logOdds(p.tmr) + share * (logOdds(last.tmr) - logOdds(p.tmr));
  const tmr = Math.min(last.tmr, 1 / (1 + Math.exp(-odds)));
  return { tmr, basis: fmr < end ? 'bound' : 'extrapolated' };
}

/** The position of a rate between two others, 0 to 1, on a logarithmic scale. */
function shareOfWay(from: number, to: number, rate: number): number {
  return Math.log(rate / from) / Math.log(to / from);
}

function logOdds(share: number): number {
  const p = Math.min(1 - FINEST, Math.max(FINEST, share));
  return Math.log(p / (1 - p));
}
