import { packSpec } from '../../src/models/packs.js';

const { encoder } = packSpec('standard');

/** Who makes the templates of imports that name no pack. */
export const ENCODER = encoder.id;

/** Values of its embeddings. */
export const DIMENSIONS = encoder.dimensions;

/** Pixels of its chip, to a side. */
export const CHIP_SIDE = encoder.input.side;

/** The similarity that it promises for a false match rate in its table. */
export function promised(fmr: number): number {
  const row = encoder.thresholds?.table.find((one) => one.fmr === fmr);
  if (!row) throw new Error(`the table has no row for ${fmr}`);
  return row.similarity;
}
