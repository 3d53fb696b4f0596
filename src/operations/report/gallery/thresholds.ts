import type { GalleryThresholds, SizedThreshold } from '../../../domain/gallery-report.js';
import { DEFAULT_FPIR } from '../../../domain/limits.js';
import { foundAt, type Strength } from '../../../domain/strength.js';
import { gallerySizeFor, measuredTo } from '../../../domain/thresholds.js';
import { duplicateThreshold, type ThresholdTables } from '../../../enroll/duplicate-threshold.js';

/** A team, a company, a school, a large employer, a town. */
const SIZES = [100, 1000, 10_000, 100_000, 1_000_000];

const RATES = [0.1, 0.01, 0.001, 0.0001];

/** What similarities mean in a gallery of so many templates; undefined without a table. */
export function thresholdsOf(
  tables: ThresholdTables,
  strength: Strength | undefined,
  templates: number,
): GalleryThresholds | undefined {
  const table = tables.collection ?? tables.pack;
  if (!table || templates === 0) return undefined;
  const isOwn = tables.collection !== undefined;
  const at = (fpir: number, size: number): SizedThreshold => {
    const threshold = duplicateThreshold({ collection: table }, fpir, size);
    if (!threshold) throw new Error('a table has a threshold for every rate');
    const { fmr, similarity, extrapolated } = threshold;
    // The strength of a pack was measured by its own table.
    const found = isOwn ? undefined : strength && foundAt(strength, fmr);
    return { templates: size, fpir, fmr, similarity, extrapolated, found };
  };
  const sizes = [...new Set([...SIZES, templates])].sort((a, b) => a - b);
  return {
    inUse: at(DEFAULT_FPIR, templates),
    isOwn,
    measuredOn: table.measuredOn,
    measuredTo: measuredTo(table),
    holdsTo: gallerySizeFor(DEFAULT_FPIR, measuredTo(table)),
    bySize: sizes.map((size) => at(DEFAULT_FPIR, size)),
    byRate: RATES.map((rate) => at(rate, templates)),
  };
}
