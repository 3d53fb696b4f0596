import { byCodeUnits } from '../domain/code-units.js';
import type { DuplicateCluster, SimilarUsers } from '../domain/duplicates.js';
import { FatalError } from '../domain/fatal-error.js';
import { number } from '../domain/text.js';
import { clustersOf } from '../search/clusters.js';
import type { FacePair } from './gallery.js';
import type { EnrolledFace } from './rows/enrolled-rows.js';

/** Bounds memory to about half a gigabyte (measured); nobody reviews that many either. */
const MOST_PAIRS = 1_000_000;

interface UserPair {
  readonly userId: string;
  readonly otherUserId: string;
}

/**
 * Groups the users of similar templates. Pairs in `exceptions` are counted but connect nobody,
 * although either user may be similar to others.
 *
 * @throws {FatalError} if more than a million pairs of users are similar.
 */
export async function findDuplicates(
  pairs: AsyncIterable<FacePair>,
  exceptions: Iterable<UserPair>,
): Promise<{ readonly clusters: readonly DuplicateCluster[]; readonly allowedPairs: number }> {
  const similar = await bestOfUsers(pairs);
  const allowed = new Set(Array.from(exceptions, (pair) => key(pair.userId, pair.otherUserId)));
  const left = similar.filter(({ userId, otherUserId }) => !allowed.has(key(userId, otherUserId)));
  return { clusters: clustersOfUsers(left), allowedPairs: similar.length - left.length };
}

/** For every two users, their most similar templates. */
async function bestOfUsers(pairs: AsyncIterable<FacePair>): Promise<SimilarUsers[]> {
  const best = new Map<string, SimilarUsers>();
  for await (const { first, second, similarity } of pairs) {
    const pair = similarUsers(first, second, similarity);
    const users = key(pair.userId, pair.otherUserId);
    if (similarity > (best.get(users)?.similarity ?? Number.NEGATIVE_INFINITY)) {
      best.set(users, pair);
    }
    if (best.size > MOST_PAIRS) {
      throw new FatalError(
        `more than ${number(MOST_PAIRS)} pairs of users are similar: name a lower --fpir or a higher --similarity`,
      );
    }
  }
  return [...best.values()];
}

function similarUsers(p: EnrolledFace, q: EnrolledFace, similarity: number): SimilarUsers {
  const [first, second] = p.userId < q.userId ? [p, q] : [q, p];
  return {
    userId: first.userId,
    otherUserId: second.userId,
    similarity,
    faceId: first.faceId,
    otherFaceId: second.faceId,
  };
}

function clustersOfUsers(pairs: readonly SimilarUsers[]): readonly DuplicateCluster[] {
  // Numbered in the order of the IDs, which sorts clusters and members as well.
  const userIds = [...new Set(pairs.flatMap((pair) => [pair.userId, pair.otherUserId]))].sort();
  const numbers = new Map(userIds.map((userId, number) => [userId, number]));
  const numberOf = (userId: string): number => numbers.get(userId) as number;
  const clusters = clustersOf(
    pairs.map((pair) => ({ first: numberOf(pair.userId), second: numberOf(pair.otherUserId) })),
  );
  const clusterOf = new Map(clusters.flatMap((members, i) => members.map((user) => [user, i])));
  const pairsOf = clusters.map((): SimilarUsers[] => []);
  for (const pair of pairs) pairsOf[clusterOf.get(numberOf(pair.userId)) as number]?.push(pair);
  return clusters.map((members, i) => ({
    userIds: members.map((user) => userIds[user] as string),
    pairs: (pairsOf[i] as SimilarUsers[]).sort(byLikeness),
  }));
}

/** Most similar first, ties by user ID. */
function byLikeness(p: SimilarUsers, q: SimilarUsers): number {
  return (
    q.similarity - p.similarity ||
    byCodeUnits(p.userId, q.userId) ||
    byCodeUnits(p.otherUserId, q.otherUserId)
  );
}

/** The same text for two users in either order. */
function key(userA: string, userB: string): string {
  return JSON.stringify(userA < userB ? [userA, userB] : [userB, userA]);
}
