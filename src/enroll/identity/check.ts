import { setImmediate as letOthersIn } from 'node:timers/promises';
import type { DuplicateThreshold } from '../../domain/duplicates.js';
import type { Failure } from '../../domain/failures.js';
import { matchKey } from '../../domain/match-key.js';
import { type FmrTable, fmrForFpir, similarityAt } from '../../domain/thresholds.js';
import { share } from '../../report/figures.js';
import { Gallery } from '../../search/gallery.js';
import type { RunStore } from '../../store/store.js';
import { type DecidableItem, decide } from '../decide.js';
import { duplicateThreshold } from '../duplicate-threshold.js';
import { EnrolledGallery } from '../gallery.js';
import { knownOf } from '../known.js';
import type { ImportOptions } from '../options.js';
import type { Candidate } from './candidate.js';
import { type Evidence, type IdentityRules, isStranger } from './evidence.js';
import { type Findings, findings } from './findings.js';
import {
  type Batch,
  exchangedFaces,
  formerFaces,
  lookalikes,
  lookalikesInBatch,
  ownSimilarities,
  siblingPairs,
} from './gather.js';
import { InBatch } from './in-batch.js';

/** What checking identity needs of the encoder. */
export interface EncoderFacts {
  /** Length of its embeddings. */
  readonly dimensions: number;
  /** What its similarities mean, as far as the pack knows. */
  readonly thresholds?: FmrTable;
}

/** How identity was checked in a run. */
export interface IdentityCheck extends Findings {
  /** Undefined where there was nothing to compare, or nobody knows what similarities mean. */
  readonly threshold?: DuplicateThreshold;
  /** Photos that were compared. */
  readonly photos: number;
  /** By entry: templates of a former owner of the user ID, to go when the new one is enrolled. */
  readonly former: ReadonlyMap<number, readonly string[]>;
}

/**
 * One pair of different people in a hundred passes for one person: so the photo of somebody
 * else is found 99 times of 100. With the standard pack 1.6% of the pairs of photos of one
 * person fall below it, which costs a second look; at 1 in 1,000 it would be 6%.
 */
const SAME_PERSON_FPIR = 0.01;

const NOTHING: Pick<IdentityCheck, 'failures' | 'flags' | 'former'> = {
  failures: new Map(),
  flags: new Map(),
  former: new Map(),
};

interface Comparing {
  readonly signal: AbortSignal;
  /** Told how many photos are about to be compared. */
  readonly onCompare: (photos: number) => void;
}

/**
 * Checks the faces of a batch, before it is decided, against one another and against the
 * gallery. Nothing is loaded where there is nothing to check. Throws the reason of `signal`
 * when that is aborted.
 */
export async function checkIdentity(
  store: RunStore,
  options: ImportOptions,
  encoder: EncoderFacts,
  { signal, onCompare }: Comparing,
): Promise<IdentityCheck> {
  const faces = new Gallery(encoder.dimensions);
  const { candidates, allowed } = await candidatesOf(store, options, faces);
  const collection = store.thresholds.get(store.templates.encoder);
  const table = collection ?? encoder.thresholds;
  if (candidates.length === 0 || !table) return { ...NOTHING, photos: candidates.length };

  onCompare(candidates.length);
  for (const { userId, otherUserId } of store.exceptions.all()) {
    allowed.add(pairKey(userId, otherUserId, options.ignoreCase));
  }
  const { duplicateFpir, duplicates, allowIdentityChange } = options;
  const rules = {
    duplicates,
    allowIdentityChange,
    samePerson: (templates: number) => similarityAt(table, fmrForFpir(SAME_PERSON_FPIR, templates)),
    falseAlarms: `false alarms: ${share(duplicateFpir)} photos`,
  };
  const thresholdFor = (gallerySize: number): DuplicateThreshold => {
    const tables = { collection, pack: encoder.thresholds };
    const size = gallerySize + candidates.length;
    return duplicateThreshold(tables, duplicateFpir, size) as DuplicateThreshold;
  };
  const batch = { candidates, faces };
  const own = await ownSimilarities(batch, store, signal);
  const strangers = new Set(
    candidates.filter(({ item }) => isStranger(own.get(item), rules)).map(({ item }) => item),
  );
  const { evidence, threshold } = await gather(batch, store, rules, {
    ...{ own, strangers, thresholdFor, signal },
    mayLookAlike: (userA, userB) => allowed.has(pairKey(userA, userB, options.ignoreCase)),
  });
  const isNewOwner = allowIdentityChange && options.ifFaceExists === 'overwrite';
  return {
    ...findings(evidence, rules),
    threshold,
    photos: candidates.length,
    former: isNewOwner ? formerFaces(batch, strangers, store, rules) : new Map(),
  };
}

interface Gathering extends Pick<Evidence, 'mayLookAlike' | 'own'> {
  /** Items that are not the enrolled face of their user. */
  readonly strangers: ReadonlySet<number>;
  readonly thresholdFor: (gallerySize: number) => DuplicateThreshold;
  readonly signal: AbortSignal;
}

/** Compares what there is a reason to compare. */
async function gather(
  batch: Batch,
  store: RunStore,
  rules: IdentityRules,
  { own, strangers, mayLookAlike, thresholdFor, signal }: Gathering,
): Promise<{ readonly evidence: Evidence; readonly threshold: DuplicateThreshold }> {
  const { candidates, faces } = batch;
  const common = { candidates, own, siblings: siblingPairs(batch), mayLookAlike };
  const namesStrangers = strangers.size > 0 && !rules.allowIdentityChange;
  if (rules.duplicates === 'off' && !namesStrangers) {
    const inBatch = new InBatch(candidates, strangers, mayLookAlike);
    const evidence = { ...common, enrolled: new Map(), inBatch, exchanged: new Map() };
    return { evidence, threshold: thresholdFor(0) };
  }
  const gallery = await EnrolledGallery.loadInPages(store.templates, faces.dimension, signal);
  try {
    const threshold = thresholdFor(gallery.size);
    const least = threshold.similarity;
    const evidence = {
      ...common,
      enrolled: await lookalikes(batch, gallery, least, { mayLookAlike, signal }),
      inBatch: await lookalikesInBatch(batch, strangers, least, { mayLookAlike, signal }),
      exchanged: namesStrangers
        ? await exchangedFaces(batch, strangers, store, rules)
        : new Map<number, never>(),
    };
    return { evidence, threshold };
  } finally {
    await Promise.all([gallery.release(), faces.release()]);
  }
}

/**
 * The photos that would be enrolled, their faces put into `faces`, and the pairs of users
 * whose rows allow them to look alike.
 */
async function candidatesOf(
  store: RunStore,
  options: ImportOptions,
  faces: Gallery,
): Promise<{ readonly candidates: readonly Candidate[]; readonly allowed: Set<string> }> {
  const candidates: Candidate[] = [];
  const allowed = new Set<string>();
  for (const page of store.work.pages()) {
    await letOthersIn();
    for (const { number, entry, items } of page) {
      const waiting = items.some(({ outcome, sample }) => outcome === null && sample !== null);
      if (!waiting) continue;
      const known = knownOf({ number, entry }, store, options);
      const decidable = decidableItems(items, store);
      const plan = decide(entry, decidable, known, options);
      const { userId } = plan;
      for (const other of entry.allowDuplicateOf ?? []) {
        allowed.add(pairKey(userId, other, options.ignoreCase));
      }
      const digests = new Set(known.faces.map(({ digest }) => digest));
      for (const { item, file, sample } of decidable) {
        if (!sample || digests.has(sample.digest)) continue;
        const replaces = plan.writes.find((write) => write.item === item)?.replaces;
        faces.append(sample.embedding);
        candidates.push({
          ...{ item, entry: number, userId, file },
          ...(replaces !== undefined && { replaces }),
        });
      }
    }
  }
  return { candidates, allowed };
}

/** The items of an entry as they are decided on; those with a finding against them have failed. */
export function decidableItems(
  items: ReturnType<RunStore['work']['items']['ofEntry']>,
  store: RunStore,
  failures: ReadonlyMap<number, Failure> = new Map(),
): readonly DecidableItem[] {
  return items.map(({ item, slot, file, outcome, sample }) => {
    if (outcome) return { item, slot, file, ended: outcome };
    if (failures.has(item)) return { item, slot, file, ended: 'failed' };
    if (sample === null) return { item, slot, file };
    return { item, slot, file, sample: store.samples.get(sample) };
  });
}

/** One key for two users, whichever comes first, however their IDs are composed. */
function pairKey(userA: string, userB: string, ignoreCase: boolean): string {
  return JSON.stringify([matchKey(userA, ignoreCase), matchKey(userB, ignoreCase)].sort());
}
