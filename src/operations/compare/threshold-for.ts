import { FatalError } from '../../domain/fatal-error.js';
import type { MatchThreshold } from '../../domain/identification.js';
import { type AskedThreshold, matchThreshold } from '../../enroll/match-threshold.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';

/**
 * The threshold that is asked for, when a face is compared with so many templates.
 *
 * @param otherwise what to do where nobody has measured what similarities mean
 * @throws {FatalError} then
 */
export function thresholdFor(
  asked: AskedThreshold,
  pack: ModelPack,
  { thresholds }: CollectionStore,
  templates: number,
  otherwise = 'name a threshold with --similarity, or measure it with "faceenroll calibrate --store"',
): MatchThreshold {
  const tables = { collection: thresholds.get(pack.encoder), pack: pack.thresholds };
  const threshold = matchThreshold(tables, asked, templates);
  if (threshold) return threshold;
  throw new FatalError(
    `nobody has measured what the similarities of the encoder ${pack.encoder} mean: ${otherwise}`,
    { refusal: { code: 'THRESHOLD_UNKNOWN' } },
  );
}

/** What the options ask for: --similarity, where it was given, else the rate. */
export function askedThreshold(similarity: number | undefined, rate: number): AskedThreshold {
  return similarity === undefined ? { rate } : { similarity };
}
