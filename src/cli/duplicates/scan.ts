import type { DuplicateScan } from '../../domain/duplicates.js';
import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import { count, quoted } from '../../domain/text.js';
import {
  duplicateThreshold,
  namedThreshold,
  reachable,
  type ThresholdTables,
  thresholdSentence,
} from '../../enroll/duplicate-threshold.js';
import { findDuplicates } from '../../enroll/find-duplicates.js';
import { EnrolledGallery } from '../../enroll/gallery.js';
import { sizesOf } from '../../enroll/template-counts.js';
import type { ModelPack } from '../../models/packs.js';
import { otherEncoderAdvice } from '../../operations/compare/other-encoder.js';
import { openExisting } from '../../operations/database/existing-store.js';
import type { KeyOptions } from '../../operations/database/open-store.js';
import {
  duplicatesCsv,
  duplicatesEvents,
  duplicatesSummary,
  duplicatesText,
} from '../../render/duplicates.js';
import type { DuplicateException } from '../../store/duplicate-exceptions.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { writeLines } from '../line-writer.js';
import type { DatabaseOptions } from '../options/database.js';

import { usePack } from '../use-pack.js';

/** Options of `faceenroll duplicates scan`, as commander hands them over. */
export interface ScanOptions extends DatabaseOptions, KeyOptions {
  readonly models: string;
  readonly fpir: number;
  readonly similarity?: number;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** From so many templates on the comparison takes more than a moment. */
const LARGE = 20_000;

/** `faceenroll duplicates scan`; returns the exit code: 3 when duplicates were found. */
export async function scanDuplicates(options: ScanOptions, io: Io): Promise<number> {
  const pack = usePack(options.models, io);
  const enrolled = readEnrolled(pack, options, io);
  const scan = await scanGallery(enrolled, options, io);
  const code = scan.clusters.length > 0 ? EXIT.duplicatesFound : EXIT.done;
  if (options.csv) await writeLines(io.stderr, duplicatesSummary(scan));
  await writeLines(io.stdout, linesOf(scan, options, code));
  return code;
}

/** What the database has, and what the encoder's similarities mean. */
interface Enrolled {
  readonly gallery: EnrolledGallery;
  readonly exceptions: readonly DuplicateException[];
  readonly tables: ThresholdTables;
}

/** Reads everything at one moment of the database, and closes it again. */
function readEnrolled(pack: ModelPack, options: ScanOptions, io: Io): Enrolled {
  const { db, collection } = options;
  const store = openExisting(db, 'read', hostOf(io), options);
  try {
    const part = store.collection(collection, pack.encoder);
    return part.transaction(() => {
      const { dimensions } = pack.models.encoder.format;
      const gallery = EnrolledGallery.load(part.templates, dimensions);
      if (gallery.size === 0) {
        throw new FatalError(
          otherEncoderAdvice(part, pack) ??
            `the collection ${quoted(collection)} has no templates of the model pack ${pack.name} (encoder ${pack.encoder}): name others with --collection and --models`,
        );
      }
      const tables = { collection: part.thresholds.get(pack.encoder), pack: pack.thresholds };
      return { gallery, exceptions: part.exceptions.all(), tables };
    });
  } finally {
    store.close();
  }
}

async function scanGallery(
  { gallery, exceptions, tables }: Enrolled,
  options: ScanOptions,
  io: Io,
): Promise<DuplicateScan> {
  const { size, faces } = gallery;
  const chosen = chooseThreshold(tables, size, options);
  if (size >= LARGE && io.stderr.isTTY) {
    io.stderr.write(`Comparing ${count(size, 'template')} with each other ...\n`);
  }
  try {
    const found = await findDuplicates(gallery.pairs(chosen.similarity), exceptions);
    const { threshold } = chosen;
    const counts = new Map<string, number>();
    for (const { userId } of faces) counts.set(userId, (counts.get(userId) ?? 0) + 1);
    const falseAlarms = threshold && threshold.fmr * sizesOf(counts).allPairs;
    return { ...found, templates: size, users: counts.size, ...chosen, falseAlarms };
  } finally {
    await gallery.release();
  }
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
    );
  }
  const meaning = `similarity ${similarity.toFixed(4)} (what it means has not been measured: see "faceenroll calibrate")`;
  return { similarity: reachable(similarity), meaning, threshold: null };
}

function linesOf(scan: DuplicateScan, { csv, json }: ScanOptions, code: number): Iterable<string> {
  if (json) return duplicatesEvents(scan, code);
  return csv ? duplicatesCsv(scan) : duplicatesText(scan);
}
