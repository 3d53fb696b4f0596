import { similarityOf } from '../../domain/similarity.js';
import type { RunStore } from '../../store/store.js';
import type { DetailedFace } from '../../store/templates.js';
import type { Batch } from './comparisons.js';
import type { IdentityRules } from './evidence.js';

/**
 * By entry: the remaining templates of the former owner of a user ID that now has another person's
 * face. Templates, automatic ones among them, that no photo of the entry replaces or resembles
 * would still admit the former owner. Failed photos are ignored: they replace no template, and
 * neither make an owner nor vouch for one.
 *
 * @param strangers items that do not show their user's enrolled face
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
