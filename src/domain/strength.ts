import { DEFAULT_FPIR } from './limits.js';
import { type Basis, fmrForFpir } from './thresholds.js';

/** How many photos of one person are found to be so at a rate of false matches. */
export interface StrengthRow {
  /** False match rate of one comparison, 0 to 1. */
  readonly fmr: number;
  /**
   * True match rate, 0 to 1: the share of pairs of photos of one person that are above the
   * similarity which the encoder's own table of thresholds has for `fmr`.
   */
  readonly tmr: number;
  /** Whether that similarity was extrapolated: nobody has counted false matches so rare. */
  readonly basis?: Basis;
}

/** How strong an encoder is, as it was measured. */
export interface Strength {
  /** The photos, and of whom they are. */
  readonly measuredOn: string;
  /** From the highest false match rate to the lowest; the TMR never rises. At least two rows. */
  readonly table: readonly StrengthRow[];
}

/** What share of the second photos of an enrolled person is found. */
export interface Found {
  /** 0 to 1. */
  readonly tmr: number;
  /** `bound`: it is less than `tmr`, nobody knows by how much. */
  readonly basis: 'measured' | 'extrapolated' | 'bound';
}

/** How far a table is followed beyond its last row: to a hundredth of that row's rate. */
const REACH = 100;

/** A share of exactly 0 or 1 has no log-odds; what some thousand pairs tell is no finer than this. */
const FINEST = 1e-4;

/**
 * The share of second photos that is found in a gallery of so many templates, at the rate
 * of false alarms that searches have unless told.
 */
export function foundAmong(strength: Strength, templates: number): Found {
  return foundAt(strength, fmrForFpir(DEFAULT_FPIR, templates));
}

/**
 * The true match rate at a false match rate (0 to 1, not 0). Between two rows it is linear in
 * the logarithm of the false match rate. Above the first row it is that row's, which is too
 * little rather than too much.
 *
 * Beyond the last row nobody has counted. There the log-odds of the TMR go on falling as they
 * fall between the last two rows: similarities of one person are spread nearly normally and
 * the threshold rises with the logarithm of the rate, so that the TMR falls in an S, never
 * below 0. A straight line would promise too much as long as more than half is found. That
 * holds for a table's end, not for any distance: from a hundredth of the last row's rate on
 * only "less than there" is said.
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

/** How far a rate is on the way from one to another, which is 1, on a logarithmic scale. */
function shareOfWay(from: number, to: number, rate: number): number {
  return Math.log(rate / from) / Math.log(to / from);
}

function logOdds(share: number): number {
  const p = Math.min(1 - FINEST, Math.max(FINEST, share));
  return Math.log(p / (1 - p));
}
