import { similarityOf } from '../domain/similarity.js';
import { Gallery } from '../search/gallery.js';
import { pairsAbove } from '../search/pairs.js';
import type { RunStore } from '../store/store.js';
import type { EnrolledGallery } from './gallery.js';
import type { Candidate, CandidatePair, Evidence, Lookalike } from './identity.js';

/** A candidate with its face. */
export interface FacedCandidate extends Candidate {
  /** Of length 1. */
  readonly embedding: Float32Array;
}

/**
 * So many of the most similar templates are looked at for each photo: more than the user
 * and those who may look like the user have.
 */
const LOOKALIKES = 50;

/** Photos that are searched at once; bounds what lies in memory. */
const PAGE = 1024;

/**
 * Compares the candidates of a batch with one another and with everybody who is enrolled;
 * without a gallery only with the user's own faces.
 */
export async function gatherEvidence(
  candidates: readonly FacedCandidate[],
  gallery: EnrolledGallery | undefined,
  store: Pick<RunStore, 'templates'>,
  { duplicateAt, mayLookAlike }: Pick<Evidence, 'mayLookAlike'> & { duplicateAt: number },
): Promise<Evidence> {
  return {
    candidates,
    own: ownSimilarities(candidates, store),
    siblings: siblingPairs(candidates),
    enrolled: gallery ? await lookalikes(candidates, gallery, duplicateAt) : new Map(),
    pairs: gallery ? await pairsInBatch(candidates, duplicateAt) : [],
    mayLookAlike,
  };
}

function ownSimilarities(
  candidates: readonly FacedCandidate[],
  { templates }: Pick<RunStore, 'templates'>,
): ReadonlyMap<number, number> {
  const own = new Map<number, number>();
  for (const { item, userId, embedding } of candidates) {
    const similarities = templates
      .embeddingsOf(userId)
      .map((enrolled) => similarityOf(enrolled, embedding));
    if (similarities.length > 0) own.set(item, Math.max(...similarities));
  }
  return own;
}

function siblingPairs(candidates: readonly FacedCandidate[]): readonly CandidatePair[] {
  const pairs: CandidatePair[] = [];
  const entries = new Map<number, FacedCandidate[]>();
  for (const candidate of candidates) {
    const before = entries.get(candidate.entry) ?? [];
    for (const sibling of before) {
      const similarity = similarityOf(sibling.embedding, candidate.embedding);
      pairs.push({ first: sibling.item, second: candidate.item, similarity });
    }
    entries.set(candidate.entry, [...before, candidate]);
  }
  return pairs;
}

async function lookalikes(
  candidates: readonly FacedCandidate[],
  gallery: EnrolledGallery,
  least: number,
): Promise<ReadonlyMap<number, readonly Lookalike[]>> {
  const found = new Map<number, readonly Lookalike[]>();
  if (gallery.size === 0) return found;
  for (let at = 0; at < candidates.length; at += PAGE) {
    const page = candidates.slice(at, at + PAGE);
    const embeddings = page.map(({ embedding }) => embedding);
    const matches = await gallery.search(embeddings, { top: LOOKALIKES, least });
    page.forEach(({ item, userId }, i) => {
      const others = (matches[i] ?? [])
        .filter((match) => match.userId !== userId)
        // Of equal ones always the same first, in whatever order they were enrolled.
        .sort((p, q) => q.similarity - p.similarity || (p.userId < q.userId ? -1 : 1));
      if (others.length > 0) found.set(item, others);
    });
  }
  return found;
}

async function pairsInBatch(
  candidates: readonly FacedCandidate[],
  least: number,
): Promise<readonly CandidatePair[]> {
  const [first] = candidates;
  if (!first || candidates.length < 2) return [];
  const faces = new Gallery(first.embedding.length);
  for (const { embedding } of candidates) faces.append(embedding);
  const pairs: CandidatePair[] = [];
  for await (const pair of pairsAbove(faces, least)) {
    const [p, q] = [candidates[pair.first], candidates[pair.second]] as [Candidate, Candidate];
    if (p.userId === q.userId) continue;
    pairs.push({ first: p.item, second: q.item, similarity: pair.similarity });
  }
  await faces.release();
  return pairs;
}
