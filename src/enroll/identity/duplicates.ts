import { byCodeUnits } from '../../domain/code-units.js';
import { type Failure, fail } from '../../domain/failures.js';
import type { Evidence, IdentityRules } from './evidence.js';

/** More user IDs than a message names, so that it says that there are more. */
const NAMED_AT_MOST = 6;

/** Photos of a face that is enrolled under another user ID, with a template that stays. */
export function enrolledDuplicates(
  { candidates, enrolled, mayLookAlike }: Evidence,
  { falseAlarms }: IdentityRules,
  failing: ReadonlyMap<number, Failure>,
): ReadonlyMap<number, Failure> {
  const replaced = new Set(
    candidates.flatMap(({ item, replaces }) => (replaces && !failing.has(item) ? [replaces] : [])),
  );
  const failures = new Map<number, Failure>();
  for (const { item, userId } of candidates) {
    const match = enrolled
      .get(item)
      ?.find((other) => !replaced.has(other.faceId) && !mayLookAlike(userId, other.userId));
    if (!match) continue;
    const details = { userId: match.userId, similarity: match.similarity, falseAlarms };
    failures.set(item, fail('DUPLICATE_OF_ENROLLED_USER', details));
  }
  return failures;
}

/** Photos of one face under several user IDs: all of them, each naming the others. */
export function batchDuplicates(
  { inBatch }: Evidence,
  { falseAlarms }: IdentityRules,
): ReadonlyMap<number, Failure> {
  const failures = new Map<number, Failure>();
  for (const cluster of inBatch.clusters()) {
    const everybody = new Set(cluster.map((item) => inBatch.userOf(item)));
    const first = [...everybody].sort(byCodeUnits).slice(0, NAMED_AT_MOST + 1);
    for (const item of cluster) {
      const others = first.filter((userId) => userId !== inBatch.userOf(item));
      const details = {
        userIds: others.slice(0, NAMED_AT_MOST),
        similarity: inBatch.bestOf(item),
        falseAlarms,
      };
      failures.set(item, fail('DUPLICATE_IN_BATCH', details));
    }
  }
  return failures;
}
