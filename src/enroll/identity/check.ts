import type { DuplicateThreshold } from '../../domain/duplicates.js';
import { share } from '../../domain/figures.js';
import { type FmrTable, fmrForFpir, similarityAt } from '../../domain/thresholds.js';
import { Gallery, SMALL_BLOCK } from '../../search/gallery.js';
import type { RunStore } from '../../store/store.js';
import { duplicateThreshold } from '../duplicate-threshold.js';
import type { SearchedGallery } from '../gallery.js';
import type { ImportOptions } from '../options.js';
import { candidatesOf, pairKey } from './candidates.js';
import { ownSimilarities } from './comparisons.js';
import { isStranger } from './evidence.js';
import { type Findings, findings } from './findings.js';
import { formerFaces } from './former-faces.js';
import { gather } from './gather.js';
import type { Witness } from './witness.js';

/** What the identity check needs to know of the encoder. */
export interface EncoderFacts {
  /** Length of its embeddings. */
  readonly dimensions: number;
  /** The meaning of its similarities, if the pack knows it. */
  readonly thresholds?: FmrTable;
}

export interface IdentityCheck extends Findings {
  /** Undefined if there was nothing to compare, or the meaning of similarities is unknown. */
  readonly threshold?: DuplicateThreshold;
  /** Photos that were compared. */
  readonly photos: number;
  /** By entry: the former owner's templates, to be removed when the new owner is enrolled. */
  readonly former: ReadonlyMap<number, readonly string[]>;
}

/**
 * One pair of different people in a hundred passes as one person: 99 of 100 photos of somebody else
 * are found, also within one sex and group. With the standard pack, 4% of the pairs of LFW photos
 * of one person fall below the threshold, which costs a second look; at 1 in 1,000 it would be 16%.
 */
const SAME_PERSON_FPIR = 0.01;

const NOTHING: Pick<IdentityCheck, 'failures' | 'flags' | 'resembles' | 'recognized' | 'former'> = {
  failures: new Map(),
  flags: new Map(),
  resembles: new Map(),
  recognized: [],
  former: new Map(),
};

interface Comparing {
  /** Users whom the list no longer names, and who would therefore be deleted. */
  readonly leavers: ReadonlySet<string>;
  /** Faces of refused photos, if there are leavers. */
  readonly witnesses: readonly Witness[];
  /** Arguments that select the database and the collection in a command. */
  readonly place: readonly string[];
  readonly signal: AbortSignal;
  readonly onCompare: (photos: number) => void;
  /** The enrolled faces, if they are in memory already. */
  readonly gallery?: SearchedGallery;
}

/**
 * Checks the faces of a batch, before it is decided, against each other and the gallery. Loads the
 * gallery only if there is something to check.
 *
 * @throws the signal's reason if it is aborted.
 */
export async function checkIdentity(
  store: RunStore,
  options: ImportOptions,
  encoder: EncoderFacts,
  { leavers, witnesses, place, signal, onCompare, gallery }: Comparing,
): Promise<IdentityCheck> {
  // One user's photos at a time, if the gallery stays in memory.
  const faces = new Gallery(encoder.dimensions, gallery && { blockRows: SMALL_BLOCK });
  const { candidates, allowed } = await candidatesOf(store, options, faces, signal);
  const collection = store.thresholds.get(store.templates.encoder);
  const table = collection ?? encoder.thresholds;
  const photos = candidates.length + witnesses.length;
  if (photos === 0 || !table) return { ...NOTHING, photos };

  onCompare(photos);
  for (const { userId, otherUserId } of store.exceptions.all()) {
    allowed.add(pairKey(userId, otherUserId, options.ignoreCase));
  }
  const { duplicateFpir, duplicates, allowIdentityChange } = options;
  const rules = {
    duplicates,
    allowIdentityChange,
    place,
    samePerson: (templates: number) => similarityAt(table, fmrForFpir(SAME_PERSON_FPIR, templates)),
    falseAlarms: `false alarms: ${share(duplicateFpir)} photos by ${collection ? "the collection's own" : "the pack's"} table`,
  };
  const thresholdFor = (gallerySize: number): DuplicateThreshold => {
    const tables = { collection, pack: encoder.thresholds };
    const size = gallerySize + photos;
    return duplicateThreshold(tables, duplicateFpir, size) as DuplicateThreshold;
  };
  const batch = { candidates, faces };
  const own = await ownSimilarities(batch, store, signal);
  const strangers = new Set(
    candidates.filter(({ item }) => isStranger(own.get(item), rules)).map(({ item }) => item),
  );
  const { evidence, threshold } = await gather(batch, store, rules, {
    ...{ own, strangers, leavers, witnesses, thresholdFor, signal, gallery },
    mayLookAlike: (userA, userB) => allowed.has(pairKey(userA, userB, options.ignoreCase)),
  });
  const found = findings(evidence, rules);
  const mayChangeOwner = allowIdentityChange && options.ifFaceExists === 'overwrite';
  return {
    ...found,
    threshold,
    photos,
    former: mayChangeOwner
      ? formerFaces(batch, strangers, found.failures, store, rules)
      : new Map(),
  };
}
