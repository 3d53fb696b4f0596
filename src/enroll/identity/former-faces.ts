import { similarityOf } from '../../domain/similarity.js';
import type { RunStore } from '../../store/store.js';
import type { DetailedFace } from '../../store/templates.js';
import type { Batch } from './comparisons.js';
import type { IdentityRules } from './evidence.js';

/**
 * By entry: what is left of the former owner of a user ID whose face is another person's from
 * now on. Templates that no photo of the entry replaces or resembles, among them automatic
 * ones, would let that person in. Photos that fail count for nothing: they replace no
 * template, and neither make nor vouch for an owner.
 *
 * @param strangers items that are not the enrolled face of their user
 */
export function formerFaces(
  { candidates, faces }: Batch,
  strangers: ReadonlySet<number>,
  failures: ReadonlyMap<number, unknown>,
  { templates }: Pick<RunStore, 'templates'>,
  { samePerson }: Pick<IdentityRules, 'samePerson'>,
): ReadonlyMap<number, readonly string[]> {
  const enrolled = candidates.flatMap((candidate, row) =>
    failures.has(candidate.item) ? [] : [{ ...candidate, row }],
  );
  const leaving = new Set(enrolled.map(({ replaces }) => replaces));
  const former = new Map<number, readonly string[]>();
  for (const [entry, photos] of Map.groupBy(enrolled, (photo) => photo.entry)) {
    const stranger = photos.find(({ item }) => strangers.has(item));
    if (!stranger) continue;
    const isLeft = ({ faceId, embedding }: DetailedFace): boolean =>
      !leaving.has(faceId) &&
      photos.every(({ row }) => similarityOf(faces.at(row), embedding) < samePerson(1));
    const left = templates.detailsOf(stranger.userId).filter(isLeft);
    former.set(
      entry,
      left.map(({ faceId }) => faceId),
    );
  }
  return former;
}
