import { setImmediate as letSignalsIn } from 'node:timers/promises';
import { similarityOf } from '../../domain/similarity.js';
import type { Gallery } from '../../search/gallery.js';
import { pairsAbove } from '../../search/pairs.js';
import type { RunStore } from '../../store/store.js';
import type { GalleryFace } from '../../store/templates.js';
import { EnrolledGallery, type SearchedGallery } from '../gallery.js';
import { byLikeness, type Candidate, type CandidatePair } from './candidate.js';
import type { Evidence, Exchanged, IdentityRules, Lookalike, Own } from './evidence.js';
import { InBatch } from './in-batch.js';
import type { Witness } from './witness.js';

/** The candidates of a batch and their faces: row n of `faces` belongs to candidate n. */
export interface Batch {
  readonly candidates: readonly Candidate[];
  readonly faces: Gallery;
}

/**
 * Number of most similar templates searched first for each photo: usually more than those of the
 * user and of permitted lookalikes. If it is not enough, the search is repeated with more.
 */
const LOOKALIKES = 50;

/** Photos searched at a time; bounds memory. */
const PAGE = 1024;

interface Comparing extends Pick<Evidence, 'mayLookAlike'> {
  readonly signal: AbortSignal;
}

/**
 * The similarity of each candidate to the templates of its own user.
 *
 * @throws the signal's reason if it is aborted.
 */
export async function ownSimilarities(
  { candidates, faces }: Batch,
  { templates }: Pick<RunStore, 'templates'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Own>> {
  const own = new Map<number, Own>();
  for (let at = 0; at < candidates.length; at += PAGE) {
    await letSignalsIn();
    signal.throwIfAborted();
    const page = candidates.slice(at, at + PAGE);
    const enrolled = templates.ofUsers([...new Set(page.map(({ userId }) => userId))]);
    page.forEach(({ item, userId }, i) => {
      const face = faces.at(at + i);
      const similarities = enrolled.get(userId)?.map((own) => similarityOf(own.embedding, face));
      if (!similarities) return;
      own.set(item, { similarity: Math.max(...similarities), templates: similarities.length });
    });
  }
  return own;
}

/** All pairs of photos of one entry. */
export function siblingPairs({ candidates, faces }: Batch): readonly CandidatePair[] {
  const pairs: CandidatePair[] = [];
  const entries = new Map<number, number[]>();
  candidates.forEach(({ item, entry }, row) => {
    const before = entries.get(entry) ?? [];
    for (const sibling of before) {
      const { item: first } = candidates[sibling] as Candidate;
      const similarity = similarityOf(faces.at(sibling), faces.at(row));
      pairs.push({ first, second: item, similarity });
    }
    entries.set(entry, [...before, row]);
  });
  return pairs;
}

/**
 * Templates of other users that are similar enough to a candidate, most similar first, down to the
 * first that stays and may not look alike: no finding needs more, except that those of leavers are
 * all returned.
 */
export async function lookalikes(
  batch: Batch,
  gallery: SearchedGallery,
  least: number,
  { mayLookAlike, leavers, signal }: Comparing & Pick<Evidence, 'leavers'>,
): Promise<ReadonlyMap<number, readonly Lookalike[]>> {
  const found = new Map<number, readonly Lookalike[]>();
  if (gallery.size === 0) return found;
  const leaving = new Set(batch.candidates.map(({ replaces }) => replaces));
  let rows = batch.candidates.map((_, row) => row);
  for (let top = LOOKALIKES; rows.length > 0; top *= LOOKALIKES) {
    const unsettled: number[] = [];
    for (let at = 0; at < rows.length; at += PAGE) {
      await letSignalsIn();
      signal.throwIfAborted();
      const page = rows.slice(at, at + PAGE);
      const embeddings = page.map((row) => batch.faces.at(row));
      const matches = await gallery.search(embeddings, { top, least });
      page.forEach((row, i) => {
        const { item, userId } = batch.candidates[row] as Candidate;
        const all = matches[i] ?? [];
        const others = all.filter((match) => match.userId !== userId).sort(byLikeness);
        const settled = others.findIndex(
          (match) => !leaving.has(match.faceId) && !mayLookAlike(userId, match.userId),
        );
        if (settled < 0 && all.length === top) unsettled.push(row);
        else if (others.length > 0) {
          const isReported = (_: unknown, i: number): boolean =>
            settled < 0 || i <= settled || leavers.has(others[i]?.userId ?? '');
          found.set(item, others.filter(isReported).map(lookalikeOf));
        }
      });
    }
    rows = unsettled;
  }
  return found;
}

/** By index of a witness: templates of leavers that are similar enough, most similar first. */
export async function seenLeavers(
  witnesses: readonly Witness[],
  gallery: SearchedGallery,
  least: number,
  { leavers, signal }: Pick<Evidence, 'leavers'> & Pick<Comparing, 'signal'>,
): Promise<ReadonlyMap<number, readonly Lookalike[]>> {
  const found = new Map<number, readonly Lookalike[]>();
  if (gallery.size === 0) return found;
  let places = witnesses.map((_, place) => place);
  for (let top = LOOKALIKES; places.length > 0; top *= LOOKALIKES) {
    const unsettled: number[] = [];
    for (let at = 0; at < places.length; at += PAGE) {
      await letSignalsIn();
      signal.throwIfAborted();
      const page = places.slice(at, at + PAGE);
      const faces = page.map((place) => (witnesses[place] as Witness).face);
      const matches = await gallery.search(faces, { top, least });
      page.forEach((place, i) => {
        const all = matches[i] ?? [];
        const those = all.filter(({ userId }) => leavers.has(userId)).sort(byLikeness);
        if (those.length > 0) found.set(place, those);
        else if (all.length === top) unsettled.push(place);
      });
    }
    places = unsettled;
  }
  return found;
}

/** The candidates of different users that are similar enough. */
export async function lookalikesInBatch(
  { candidates, faces }: Batch,
  strangers: ReadonlySet<number>,
  least: number,
  { mayLookAlike, signal }: Comparing,
): Promise<InBatch> {
  const found = new InBatch(candidates, strangers, mayLookAlike);
  for await (const { first, second, similarity } of pairsAbove(faces, least)) {
    signal.throwIfAborted();
    const [p, q] = [candidates[first], candidates[second]] as [Candidate, Candidate];
    if (p.userId !== q.userId) found.add({ first: p.item, second: q.item, similarity });
  }
  return found;
}

/**
 * Compares photos that do not show their user's enrolled face with the templates of each other's
 * users, to find swapped photos: so few comparisons do not need the threshold of a search through
 * the whole gallery.
 */
export async function exchangedFaces(
  { candidates, faces }: Batch,
  strangers: ReadonlySet<number>,
  { templates }: Pick<RunStore, 'templates'>,
  { samePerson }: Pick<IdentityRules, 'samePerson'>,
): Promise<ReadonlyMap<number, Exchanged>> {
  const exchanged = new Map<number, Exchanged>();
  const rows = candidates.flatMap(({ item }, row) => (strangers.has(item) ? [row] : []));
  const userIds = [...new Set(rows.map((row) => (candidates[row] as Candidate).userId))];
  if (userIds.length < 2) return exchanged;
  const gallery = EnrolledGallery.of(templatesOf(userIds, templates), faces.dimension);
  try {
    const least = samePerson(gallery.size);
    for (let at = 0; at < rows.length; at += PAGE) {
      const page = rows.slice(at, at + PAGE);
      const embeddings = page.map((row) => faces.at(row));
      const matches = await gallery.search(embeddings, { top: LOOKALIKES, least });
      page.forEach((row, i) => {
        const { item, userId } = candidates[row] as Candidate;
        const others = (matches[i] ?? []).filter((match) => match.userId !== userId);
        const [best] = others.sort(byLikeness);
        if (best) exchanged.set(item, { ...lookalikeOf(best), threshold: least });
      });
    }
    return exchanged;
  } finally {
    await gallery.release();
  }
}

function lookalikeOf({ userId, faceId, similarity }: Lookalike): Lookalike {
  return { userId, faceId, similarity };
}

function* templatesOf(
  userIds: readonly string[],
  templates: RunStore['templates'],
): Generator<GalleryFace> {
  for (let at = 0; at < userIds.length; at += PAGE) {
    for (const own of templates.ofUsers(userIds.slice(at, at + PAGE)).values()) yield* own;
  }
}
