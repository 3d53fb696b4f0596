import type { DuplicateThreshold } from '../domain/duplicates.js';
import type { Failure } from '../domain/failures.js';
import { matchKey } from '../domain/match-key.js';
import { type FmrTable, similarityAt } from '../domain/thresholds.js';
import type { RunStore } from '../store/store.js';
import { type DecidableItem, decide } from './decide.js';
import { duplicateThreshold } from './duplicate-threshold.js';
import { type FacedCandidate, gatherEvidence } from './evidence.js';
import { EnrolledGallery } from './gallery.js';
import { type Findings, findings } from './identity.js';
import { knownOf } from './known.js';
import type { ImportOptions } from './options.js';

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
}

/**
 * One pair of different people in a hundred passes for one person: so the photo of somebody
 * else is found 99 times of 100. With the standard pack 1.6% of the pairs of photos of one
 * person fall below it, which costs a second look; at 1 in 1,000 it would be 6%.
 */
const SAME_PERSON_FMR = 0.01;

const NOTHING: IdentityCheck = { failures: new Map(), flags: new Map(), photos: 0 };

/**
 * Checks the faces of a batch, before it is decided, against one another and against the
 * gallery. Nothing is loaded where there is nothing to check.
 */
export async function checkIdentity(
  store: RunStore,
  options: ImportOptions,
  encoder: EncoderFacts,
): Promise<IdentityCheck> {
  const { candidates, allowed } = candidatesOf(store, options);
  const [first] = candidates;
  const collection = store.thresholds.get(store.templates.encoder);
  const table = collection ?? encoder.thresholds;
  if (!first || !table) return { ...NOTHING, photos: candidates.length };

  const { duplicateFpir, duplicates, allowIdentityChange } = options;
  const gallery =
    duplicates === 'off' ? undefined : EnrolledGallery.load(store.templates, encoder.dimensions);
  try {
    const size = (gallery?.size ?? 0) + candidates.length;
    const tables = { collection, pack: encoder.thresholds };
    const threshold = duplicateThreshold(tables, duplicateFpir, size) as DuplicateThreshold;
    for (const { userId, otherUserId } of store.exceptions.all()) {
      allowed.add(pairKey(userId, otherUserId));
    }
    const evidence = await gatherEvidence(candidates, gallery, store, {
      duplicateAt: threshold.similarity,
      mayLookAlike: (userA, userB) => allowed.has(pairKey(userA, userB)),
    });
    const found = findings(evidence, {
      duplicates,
      allowIdentityChange,
      samePerson: similarityAt(table, SAME_PERSON_FMR),
      falseAlarms: `one false alarm in ${Math.round(1 / duplicateFpir).toLocaleString('en-US')} photos`,
    });
    return { ...found, threshold, photos: candidates.length };
  } finally {
    await gallery?.release();
  }
}

/** The photos that would be enrolled, and the pairs of users whose rows allow them to look alike. */
function candidatesOf(
  store: RunStore,
  options: ImportOptions,
): { readonly candidates: readonly FacedCandidate[]; readonly allowed: Set<string> } {
  const candidates: FacedCandidate[] = [];
  const allowed = new Set<string>();
  for (const page of store.work.pages()) {
    for (const { number, entry, items } of page) {
      const waiting = items.some(({ outcome, sample }) => outcome === null && sample !== null);
      if (!waiting) continue;
      const known = knownOf({ number, entry }, store, options);
      const decidable = decidableItems(items, store);
      const plan = decide(entry, decidable, known, options);
      const { userId } = plan;
      for (const other of entry.allowDuplicateOf ?? []) allowed.add(pairKey(userId, other));
      const digests = new Set(known.faces.map(({ digest }) => digest));
      for (const { item, file, sample } of decidable) {
        if (!sample || digests.has(sample.digest)) continue;
        const replaces = plan.writes.find((write) => write.item === item)?.replaces;
        const { embedding } = sample;
        candidates.push({
          ...{ item, entry: number, userId, file, embedding },
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
function pairKey(userA: string, userB: string): string {
  return JSON.stringify([matchKey(userA), matchKey(userB)].sort());
}
