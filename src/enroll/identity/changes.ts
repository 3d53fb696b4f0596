import { fail } from '../../domain/failures.js';
import type { Resembles } from '../../domain/seen.js';
import { byLikeness } from './candidate.js';
import { type Evidence, type IdentityRules, isStranger, type Own } from './evidence.js';
import type { Finding } from './finding.js';

/** Photos that do not show their user's enrolled face, and the user they resemble instead. */
export function identityChanges(
  evidence: Evidence,
  rules: IdentityRules,
): ReadonlyMap<number, Finding> {
  const { candidates, own } = evidence;
  const strangers = candidates.filter(({ item }) => isStranger(own.get(item), rules));
  const looksLike = new Map(
    strangers.map(({ item }) => [item, whoseFace(evidence, item)] as const),
  );
  const crossed = new Set(
    strangers.map(({ item, userId }) => JSON.stringify([userId, looksLike.get(item)?.userId])),
  );
  return new Map(
    strangers.map(({ item, userId }) => {
      const other = looksLike.get(item);
      const swapped = other !== undefined && crossed.has(JSON.stringify([other.userId, userId]));
      const { similarity, templates } = own.get(item) as Own;
      const details = { userId, similarity, least: rules.samePerson(templates), swapped };
      const failure = fail('IDENTITY_CHANGED', {
        ...details,
        ...(other !== undefined && { looksLike: other.userId }),
      });
      const resembles = other && { ...other, ...(swapped && { swapped }) };
      return [item, { failure, ...(resembles && { resembles }) }];
    }),
  );
}

/** The other user that the photo shows, if one is found. */
function whoseFace(evidence: Evidence, item: number): Resembles | undefined {
  const { enrolled, inBatch, exchanged, threshold } = evidence;
  const [lookalike, partner] = [enrolled.get(item)?.[0], inBatch.partnerOf(item)];
  const known: readonly (Resembles | undefined)[] = [
    lookalike && { ...lookalike, threshold },
    partner && { ...partner, threshold },
    exchanged.get(item),
  ];
  const [best] = known.filter((one) => one !== undefined).sort(byLikeness);
  return best;
}
