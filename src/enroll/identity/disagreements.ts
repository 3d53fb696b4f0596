import { fail } from '../../domain/failures.js';
import { Clusters } from '../../search/clusters.js';
import type { Candidate, CandidatePair } from './candidate.js';
import type { Evidence, IdentityRules } from './evidence.js';
import { isStranger } from './evidence.js';
import type { Finding } from './finding.js';

/**
 * Photos of an entry that do not show the same person as the others: if more than half show one
 * person, the rest; otherwise all, since nobody can say which is right. Photos that each show the
 * enrolled face of their user agree through it.
 */
export function disagreements(
  { candidates, siblings, own }: Evidence,
  rules: IdentityRules,
  isLeftOut: (item: number) => boolean,
): ReadonlyMap<number, Finding> {
  const left = candidates.filter(({ item }) => !isLeftOut(item));
  const entryOf = new Map(left.map(({ item, entry }) => [item, entry]));
  const pairsOf = Map.groupBy(
    siblings.filter(({ first, second }) => entryOf.has(first) && entryOf.has(second)),
    ({ first }) => entryOf.get(first) as number,
  );
  const least = rules.samePerson(1);
  const found = new Map<number, Finding>();
  for (const [entry, photos] of Map.groupBy(left, (candidate) => candidate.entry)) {
    if (photos.length < 2) continue;
    const pairs = pairsOf.get(entry) ?? [];
    const isOwnFace = ({ item }: Candidate): boolean =>
      own.has(item) && !isStranger(own.get(item), rules);
    const majority = majorityOf(photos, pairs, photos.filter(isOwnFace), least);
    for (const { item } of photos.filter((photo) => !majority?.includes(photo.item))) {
      // Without a majority a photo may well be like some of the others.
      const unlike = pairs.filter(({ first, second, similarity }) => {
        return (first === item || second === item) && similarity < least;
      });
      const items = new Set(unlike.flatMap(({ first, second }) => [first, second]));
      const others = photos.filter((other) => other.item !== item && items.has(other.item));
      const details = {
        others: others.map(({ file }) => file).sort(),
        similarity: Math.max(...unlike.map(({ similarity }) => similarity)),
        least,
      };
      found.set(item, { failure: fail('PHOTOS_DISAGREE', details) });
    }
  }
  return found;
}

/** The items of more than half of the photos if they show one person. */
function majorityOf(
  photos: readonly Candidate[],
  pairs: readonly CandidatePair[],
  ofOwnFace: readonly Candidate[],
  least: number,
): readonly number[] | undefined {
  const clusters = new Clusters();
  for (const { first, second, similarity } of pairs) {
    if (similarity >= least) clusters.join(first, second);
  }
  const [one, ...others] = ofOwnFace;
  for (const other of others) clusters.join((one as Candidate).item, other.item);
  return clusters.all().find((cluster) => 2 * cluster.length > photos.length);
}
