import { type FmrTable, fmrForFpir, similarityAt } from '../domain/thresholds.js';

/** From where on two faces are taken for one person's, and what that means. */
export interface DuplicateThreshold {
  readonly similarity: number;
  /** False match rate of one comparison at that similarity. */
  readonly fmr: number;
  /** Whether that rate is beyond what was measured. */
  readonly extrapolated: boolean;
  readonly measuredOn: string;
}

/**
 * The threshold at which one photo of somebody new gives a false alarm with the probability
 * `fpir` in a gallery of `size` templates. What was measured in the collection itself counts
 * more than what the pack comes with; undefined when there is neither.
 */
export function duplicateThreshold(
  tables: { readonly collection?: FmrTable | undefined; readonly pack?: FmrTable | undefined },
  fpir: number,
  size: number,
): DuplicateThreshold | undefined {
  const table = tables.collection ?? tables.pack;
  if (!table) return undefined;
  const fmr = fmrForFpir(fpir, size);
  const least = Math.min(...table.table.map((row) => row.fmr));
  return {
    similarity: similarityAt(table, fmr),
    fmr,
    extrapolated: fmr < least,
    measuredOn: table.measuredOn,
  };
}
