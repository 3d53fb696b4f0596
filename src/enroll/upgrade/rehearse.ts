import { calibrate, type Similarities } from '../../domain/calibration.js';
import type { SimilarUsers } from '../../domain/duplicates.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { ApartUser, Rehearsal, RehearsedEncoder } from '../../domain/rehearsal.js';
import { similarityOf } from '../../domain/similarity.js';
import { foundAt, type Strength } from '../../domain/strength.js';
import { fmrForFpir, type Threshold } from '../../domain/thresholds.js';
import type { TemplateSide } from '../../store/staged-faces.js';
import type { CollectionStore } from '../../store/store.js';
import type { GalleryFace } from '../../store/templates.js';
import { duplicateThreshold, type ThresholdTables } from '../duplicate-threshold.js';
import { EnrolledGallery } from '../gallery.js';
import { LEAST_USERS, measureGallery } from '../measure-gallery.js';
import { findDuplicates } from '../scan-duplicates.js';

/** Both encoders, and every rehearsal, draw the same pairs from a large gallery. */
const SEED = 1;

/** Users whose faces are read at a time. */
const PAGE = 500;

const MEDIAN = 0.5;

export interface RehearsalOptions {
  /** The rate of false alarms (0 to 1, both exclusive) that suspects duplicates. */
  readonly fpir: number;
  /** The share of other people (0 to 1, both exclusive) who may pass for a user. */
  readonly fmr: number;
  /** What is known of the similarities of an encoder. */
  readonly tablesOf: (encoder: string) => ThresholdTables;
  readonly strengthOf: (encoder: string) => Strength | undefined;
}

/** One encoder's view of the gallery. */
interface View {
  readonly facts: RehearsedEncoder;
  readonly suspects: readonly SimilarUsers[];
}

/**
 * Compares the templates of `oldEncoder` with the staged embeddings of the same faces.
 *
 * @throws the signal's reason if it is aborted.
 */
export async function rehearse(
  store: CollectionStore,
  oldEncoder: string,
  options: RehearsalOptions,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const sides = store.staged.sides(oldEncoder);
  const counts = sides.before.counts();
  const before = await viewOf(sides.before, store, options);
  signal.throwIfAborted();
  const after = await viewOf(sides.after, store, options);
  signal.throwIfAborted();
  const old = new Set(before.suspects.map(keyOf));
  const fresh = new Set(after.suspects.map(keyOf));
  return {
    faces: [...counts.values()].reduce((sum, n) => sum + n, 0),
    users: counts.size,
    before: before.facts,
    after: after.facts,
    appear: after.suspects.filter((pair) => !old.has(keyOf(pair))),
    vanish: before.suspects.filter((pair) => !fresh.has(keyOf(pair))),
    stay: after.suspects.filter((pair) => old.has(keyOf(pair))).length,
    ...ownFaces(sides, counts, before.facts, after.facts),
  };
}

async function viewOf(
  side: TemplateSide,
  store: CollectionStore,
  { fpir, fmr, tablesOf, strengthOf }: RehearsalOptions,
): Promise<View> {
  const dimension = dimensionOf(side);
  if (dimension === undefined) throw new Error('there is nothing to compare');
  const gallery = EnrolledGallery.of(side.all(), dimension);
  try {
    const measured = await measure(side, store, { dimension, fpir, size: gallery.size });
    const known = tablesOf(side.encoder);
    // For an encoder without a table, use what this gallery itself shows.
    const table = measured?.table ?? [];
    const own = table.length > 1 ? { measuredOn: 'this gallery', table } : undefined;
    const tables = { collection: known.collection, pack: known.pack ?? own };
    const duplicates = duplicateThreshold(tables, fpir, gallery.size) ?? null;
    const strength = strengthOf(side.encoder);
    const facts = {
      encoder: side.encoder,
      different: measured ?? null,
      duplicates,
      own: duplicateThreshold(tables, fmr, 1) ?? null,
      found: strength
        ? {
            ...foundAt(strength, fmrForFpir(fpir, gallery.size)),
            measuredOn: strength.measuredOn,
          }
        : null,
    };
    if (!duplicates) return { facts, suspects: [] };
    const found = await findDuplicates(
      gallery.pairs(duplicates.similarity),
      store.exceptions.all(),
    );
    return { facts, suspects: found.clusters.flatMap(({ pairs }) => pairs) };
  } finally {
    await gallery.release();
  }
}

/** Undefined if the gallery is too small. */
async function measure(
  side: TemplateSide,
  { exceptions }: CollectionStore,
  { dimension, fpir, size }: { dimension: number; fpir: number; size: number },
): Promise<NonNullable<RehearsedEncoder['different']> | undefined> {
  if (side.counts().size < LEAST_USERS) return undefined;
  const measured = await measureGallery({ templates: side, exceptions }, dimension, SEED);
  const { different } = measured;
  return {
    pairs: measured.pairs,
    median: different.similarityAbove(MEDIAN * measured.pairs),
    highest: measured.top[0]?.similarity ?? -1,
    table: tableOf(measured, size, fpir),
  };
}

/** Empty if different users are so much alike that similarities mean nothing. */
function tableOf(measured: Similarities, size: number, fpir: number): readonly Threshold[] {
  try {
    return calibrate(measured, size, fpir).table;
  } catch (error) {
    if (error instanceof FatalError) return [];
    throw error;
  }
}

function dimensionOf(side: TemplateSide): number | undefined {
  for (const { embedding } of side.all()) return embedding.length;
  return undefined;
}

/** Users with several faces, and those about whom the encoders disagree. */
function ownFaces(
  { before, after }: { readonly before: TemplateSide; readonly after: TemplateSide },
  counts: ReadonlyMap<string, number>,
  old: RehearsedEncoder,
  fresh: RehearsedEncoder,
): Pick<Rehearsal, 'severalFaces' | 'noLongerPass' | 'nowPass'> {
  const several = [...counts].filter(([, faces]) => faces > 1).map(([userId]) => userId);
  const [noLongerPass, nowPass]: [ApartUser[], ApartUser[]] = [[], []];
  if (old.own && fresh.own) {
    for (const { userId, ...least } of leastOfEach(several, before, after)) {
      const passed = least.before >= old.own.similarity;
      const passes = least.after >= fresh.own.similarity;
      if (passed && !passes) noLongerPass.push({ userId, ...least });
      if (!passed && passes) nowPass.push({ userId, ...least });
    }
  }
  return { severalFaces: several.length, noLongerPass, nowPass };
}

/** For each user the two least similar faces, by each encoder. */
function* leastOfEach(
  userIds: readonly string[],
  before: TemplateSide,
  after: TemplateSide,
): Generator<ApartUser> {
  for (let at = 0; at < userIds.length; at += PAGE) {
    const page = userIds.slice(at, at + PAGE);
    const [old, fresh] = [before.ofUsers(page), after.ofUsers(page)];
    for (const userId of page) {
      const sides = { before: leastOf(old.get(userId)), after: leastOf(fresh.get(userId)) };
      yield { userId, ...sides };
    }
  }
}

/** The similarity of the two least similar faces. */
function leastOf(faces: readonly GalleryFace[] = []): number {
  const similarities = faces.flatMap((p, i) =>
    faces.slice(i + 1).map((q) => similarityOf(p.embedding, q.embedding)),
  );
  return Math.min(...similarities);
}

function keyOf({ userId, otherUserId }: SimilarUsers): string {
  return JSON.stringify([userId, otherUserId]);
}
