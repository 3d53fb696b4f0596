import { type Failure, fail } from '../../domain/failures.js';
import { byLikeness } from './candidate.js';
import { type Evidence, type IdentityRules, isStranger, type Own } from './evidence.js';

/** Photos that do not show their user's enrolled face, and the user they resemble instead. */
export function identityChanges(
  evidence: Evidence,
  rules: IdentityRules,
): ReadonlyMap<number, Failure> {
  const { candidates, own } = evidence;
  const strangers = candidates.filter(({ item }) => isStranger(own.get(item), rules));
  const looksLike = new Map(
    strangers.map(({ item }) => [item, whoseFace(evidence, item)] as const),
  );
  const crossed = new Set(
    strangers.map(({ item, userId }) => JSON.stringify([userId, looksLike.get(item)])),
  );
  return new Map(
    strangers.map(({ item, userId }) => {
      const other = looksLike.get(item);
      const swapped = other !== undefined && crossed.has(JSON.stringify([other, userId]));
      const { similarity, templates } = own.get(item) as Own;
      const details = { userId, similarity, least: rules.samePerson(templates), swapped };
      const failure = fail('IDENTITY_CHANGED', {
        ...details,
        ...(other !== undefined && { looksLike: other }),
      });
      return [item, failure];
    }),
  );
}

/** The other user that the photo shows, if one is found. */
function whoseFace({ enrolled, inBatch, exchanged }: Evidence, item: number): string | undefined {
  const known = [enrolled.get(item)?.[0], inBatch.partnerOf(item), exchanged.get(item)];
  const [best] = known.filter((one) => one !== undefined).sort(byLikeness);
  return best?.userId;
}
