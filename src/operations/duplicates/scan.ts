import type { DuplicateException, DuplicateScan } from '../../domain/duplicates.js';
import { FatalError } from '../../domain/fatal-error.js';
import { count, quoted } from '../../domain/text.js';
import {
  duplicateThreshold,
  namedThreshold,
  reachable,
  type ThresholdTables,
  thresholdSentence,
} from '../../enroll/duplicate-threshold.js';
import { EnrolledGallery } from '../../enroll/gallery.js';
import { findDuplicates } from '../../enroll/scan-duplicates.js';
import { otherEncoderAdvice } from '../compare/other-encoder.js';
import type { Context } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import type { DUPLICATES_SCAN_OPTIONS } from './options.js';

type ScanOptions = ValuesOf<typeof DUPLICATES_SCAN_OPTIONS>;

/** From so many templates on the comparison takes more than a moment. */
const LARGE = 20_000;

/**
 * Compares every template with every other one.
 *
 * @throws {FatalError} when no template is of the pack's encoder, or a rate is asked for and
 *   nobody has measured any.
 */
export async function scanDuplicates(
  context: Context,
  options: ScanOptions,
): Promise<DuplicateScan> {
  const { gallery, exceptions, tables } = readEnrolled(context, options.models);
  const { size, users } = gallery;
  try {
    const chosen = chooseThreshold(tables, size, options);
    tellIfLarge(size, context);
    const found = await findDuplicates(gallery.pairs(chosen.similarity), exceptions);
    const { threshold } = chosen;
    const falseAlarms = threshold && threshold.fmr * gallery.differentPairs;
    return { ...found, templates: size, users, ...chosen, falseAlarms };
  } finally {
    await gallery.release();
  }
}

/** What the database has, and what the encoder's similarities mean. */
interface Enrolled {
  readonly gallery: EnrolledGallery;
  readonly exceptions: readonly DuplicateException[];
  readonly tables: ThresholdTables;
}

/** Reads everything at one moment of the database. */
function readEnrolled({ store, collection, host }: Context, models: string): Enrolled {
  const pack = packFor(host, models);
  const part = store.collection(collection, pack.encoder);
  return part.transaction(() => {
    const { dimensions } = pack.models.encoder.format;
    const gallery = EnrolledGallery.load(part.templates, dimensions);
    if (gallery.size === 0) {
      const advice = otherEncoderAdvice(part, pack);
      throw new FatalError(
        advice ??
          `the collection ${quoted(collection)} has no templates of the model pack ${pack.name} (encoder ${pack.encoder}): name others with --collection and --models`,
        { refusal: { code: advice === undefined ? 'NOBODY_ENROLLED' : 'OTHER_ENCODER' } },
      );
    }
    const tables = { collection: part.thresholds.get(pack.encoder), pack: pack.thresholds };
    return { gallery, exceptions: part.exceptions.all(), tables };
  });
}

function tellIfLarge(templates: number, { host }: Context): void {
  if (templates < LARGE || !host.isWatched) return;
  host.tell(`Comparing ${count(templates, 'template')} with each other ...`);
}

/**
 * The threshold that the operator asks for.
 *
 * @throws {FatalError} when a rate is asked for and nobody has measured any.
 */
function chooseThreshold(
  tables: ThresholdTables,
  size: number,
  { similarity, fpir, models }: ScanOptions,
): Pick<DuplicateScan, 'similarity' | 'meaning' | 'threshold'> {
  const threshold =
    similarity === undefined
      ? duplicateThreshold(tables, fpir, size)
      : namedThreshold(tables, similarity);
  if (threshold) {
    const meaning = thresholdSentence(threshold, size);
    return { similarity: threshold.similarity, meaning, threshold };
  }
  if (similarity === undefined) {
    throw new FatalError(
      `it is not known what the similarities of the model pack ${models} mean: name a threshold with --similarity, or measure them with "faceenroll calibrate --store"`,
      { refusal: { code: 'THRESHOLD_UNKNOWN' } },
    );
  }
  const meaning = `similarity ${similarity.toFixed(4)} (what it means has not been measured: see "faceenroll calibrate")`;
  return { similarity: reachable(similarity), meaning, threshold: null };
}
