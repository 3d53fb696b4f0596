import { byCodeUnits } from '../../../domain/code-units.js';
import type { SimilarUsers } from '../../../domain/duplicates.js';
import { FatalError } from '../../../domain/fatal-error.js';
import type { GalleryReport, SuspectedPair } from '../../../domain/gallery-report.js';
import { DEFAULT_FPIR } from '../../../domain/limits.js';
import { type FmrTable, fmrAt } from '../../../domain/thresholds.js';
import type { Context } from '../../context.js';
import { scanDuplicates } from '../../duplicates/scan.js';

/** Nobody looks at more faces than these. */
const MOST_SHOWN = 100;

/**
 * Users who may be one person, by a comparison of all templates of a pack with each other.
 *
 * @param pack undefined where no pack here has the encoder of the templates
 */
export async function suspicionsOf(
  context: Context,
  pack: string | undefined,
  table: FmrTable | undefined,
): Promise<GalleryReport['suspicions']> {
  if (pack === undefined) return { reason: null };
  try {
    const scan = await scanDuplicates(context, { models: pack, fpir: DEFAULT_FPIR });
    const pairs = scan.clusters.flatMap((cluster) => cluster.pairs);
    const first = pairs.sort(byLikeness).slice(0, MOST_SHOWN);
    return {
      pairs: pairs.length,
      first: first.map((pair) => suspectedPair(pair, table)),
      allowed: scan.allowedPairs,
      similarity: scan.similarity,
      falseAlarms: scan.falseAlarms,
    };
  } catch (error) {
    // A pack that is not installed, templates that nobody can compare, pairs without number: the
    // rest of the report is made all the same.
    if (error instanceof FatalError) return { reason: error.message };
    throw error;
  }
}

/** The most similar first, ties by user ID. */
function byLikeness(p: SimilarUsers, q: SimilarUsers): number {
  return (
    q.similarity - p.similarity ||
    byCodeUnits(p.userId, q.userId) ||
    byCodeUnits(p.otherUserId, q.otherUserId)
  );
}

function suspectedPair(pair: SimilarUsers, table: FmrTable | undefined): SuspectedPair {
  const { userId, faceId, otherUserId, otherFaceId, similarity } = pair;
  return {
    users: [
      { userId, faceId },
      { userId: otherUserId, faceId: otherFaceId },
    ],
    similarity,
    fmr: table ? fmrAt(table, similarity) : null,
  };
}
