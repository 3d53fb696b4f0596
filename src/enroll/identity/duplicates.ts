import { byCodeUnits } from '../../domain/code-units.js';
import { fail } from '../../domain/failures.js';
import type { Evidence, IdentityRules } from './evidence.js';
import type { Finding } from './finding.js';

/** More user IDs than a message names, so that it says that there are more. */
const NAMED_AT_MOST = 6;

/** Photos of a face that is enrolled under another user ID, with a template that stays. */
export function enrolledDuplicates(
  { candidates, enrolled, mayLookAlike, threshold }: Evidence,
  { falseAlarms }: IdentityRules,
  failing: ReadonlyMap<number, unknown>,
): ReadonlyMap<number, Finding> {
  const replaced = new Set(
    candidates.flatMap(({ item, replaces }) => (replaces && !failing.has(item) ? [replaces] : [])),
  );
  const found = new Map<number, Finding>();
  for (const { item, userId } of candidates) {
    const match = enrolled
      .get(item)
      ?.find((other) => !replaced.has(other.faceId) && !mayLookAlike(userId, other.userId));
    if (!match) continue;
    const { userId: other, faceId, similarity } = match;
    const details = { userId: other, similarity, falseAlarms };
    found.set(item, {
      failure: fail('DUPLICATE_OF_ENROLLED_USER', details),
      resembles: { userId: other, faceId, similarity, threshold },
    });
  }
  return found;
}

/** Photos of one face under several user IDs: all of them, each naming the others. */
export function batchDuplicates(
  { inBatch, threshold }: Evidence,
  { falseAlarms }: IdentityRules,
): ReadonlyMap<number, Finding> {
  const found = new Map<number, Finding>();
  for (const cluster of inBatch.clusters()) {
    const everybody = new Set(cluster.map((item) => inBatch.userOf(item)));
    const first = [...everybody].sort(byCodeUnits).slice(0, NAMED_AT_MOST + 1);
    for (const item of cluster) {
      const others = first.filter((userId) => userId !== inBatch.userOf(item));
      const best = inBatch.bestOf(item);
      const details = {
        userIds: others.slice(0, NAMED_AT_MOST),
        similarity: best?.similarity ?? 0,
        falseAlarms,
      };
      found.set(item, {
        failure: fail('DUPLICATE_IN_BATCH', details),
        ...(best && { resembles: { ...best, threshold } }),
      });
    }
  }
  return found;
}
