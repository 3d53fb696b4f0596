import { type Failure, fail } from '../domain/failures.js';
import { clustersOf } from '../search/clusters.js';

/** A photo that is about to be enrolled. */
export interface Candidate {
  readonly item: number;
  readonly entry: number;
  /** As the database has it or shall have it. */
  readonly userId: string;
  readonly file: string;
  /** The template that would make room for it. */
  readonly replaces?: string;
}

/** A template of another user that a candidate looks like. */
export interface Lookalike {
  readonly userId: string;
  readonly faceId: string;
  readonly similarity: number;
}

/** Two candidates, by their items. */
export interface CandidatePair {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/** What the similarities say of a batch. The order of nothing in it matters. */
export interface Evidence {
  readonly candidates: readonly Candidate[];
  /** The greatest similarity to the user's own templates, where there are any. */
  readonly own: ReadonlyMap<number, number>;
  /** Every two photos of one entry. */
  readonly siblings: readonly CandidatePair[];
  /** Templates of other users that are as similar as duplicates are, the most similar first. */
  readonly enrolled: ReadonlyMap<number, readonly Lookalike[]>;
  /** Candidates of different users that are as similar as duplicates are. */
  readonly pairs: readonly CandidatePair[];
  /** Whether two users may look alike. */
  readonly mayLookAlike: (userA: string, userB: string) => boolean;
}

export interface IdentityRules {
  readonly duplicates: 'refuse' | 'flag' | 'off';
  /** Photos of one person are at least so similar. */
  readonly samePerson: number;
  readonly allowIdentityChange: boolean;
  /** How often a duplicate is none, for the message. */
  readonly falseAlarms: string;
}

/** What identity has against the candidates, by item. */
export interface Findings {
  readonly failures: ReadonlyMap<number, Failure>;
  /** Duplicates that are enrolled all the same. */
  readonly flags: ReadonlyMap<number, Failure>;
}

/**
 * Decides whose face is whose. Pure, and the same in whatever order the photos came: a photo
 * that is not its user's enrolled face, that is not the face of the user's other photos, or
 * that shows a face which another user has, in the gallery or in the batch.
 */
export function findings(evidence: Evidence, rules: IdentityRules): Findings {
  const changed = rules.allowIdentityChange ? new Map() : identityChanges(evidence, rules);
  const disagreeing = disagreements(evidence, rules, (item) => changed.has(item));
  const wrong = new Map([...disagreeing, ...changed]);
  if (rules.duplicates === 'off') return { failures: wrong, flags: new Map() };
  const inBatch = batchDuplicates(evidence, rules);
  if (rules.duplicates === 'flag') {
    const flags = new Map([...inBatch, ...enrolledDuplicates(evidence, rules, wrong)]);
    for (const item of wrong.keys()) flags.delete(item);
    return { failures: wrong, flags };
  }
  // A template that is replaced is no duplicate, but it is not replaced by a photo that fails:
  // the more fail, the more templates stay, until nothing changes.
  for (let failing = new Map([...inBatch, ...wrong]); ; ) {
    const duplicates = enrolledDuplicates(evidence, rules, failing);
    const next = new Map([...inBatch, ...duplicates, ...wrong]);
    if (next.size === failing.size) return { failures: next, flags: new Map() };
    failing = next;
  }
}

/** Photos that are not the enrolled face of their user, and whose they look like. */
function identityChanges(
  { candidates, own, enrolled, pairs }: Evidence,
  { samePerson }: IdentityRules,
): ReadonlyMap<number, Failure> {
  const users = new Map(candidates.map(({ item, userId }) => [item, userId]));
  const strangers = candidates.filter(({ item }) => (own.get(item) ?? 1) < samePerson);
  const looksLike = new Map(
    strangers.map(({ item }) => {
      const inBatch = pairs.flatMap(({ first, second, similarity }) => {
        if (first !== item && second !== item) return [];
        return [{ userId: users.get(first === item ? second : first) ?? '', similarity }];
      });
      const best = [...(enrolled.get(item) ?? []), ...inBatch].sort(
        (p, q) => q.similarity - p.similarity || compare(p.userId, q.userId),
      );
      return [item, best[0]?.userId] as const;
    }),
  );
  const crossed = new Set(
    strangers.map(({ item, userId }) => JSON.stringify([userId, looksLike.get(item)])),
  );
  return new Map(
    strangers.map(({ item, userId }) => {
      const other = looksLike.get(item);
      const swapped = other !== undefined && crossed.has(JSON.stringify([other, userId]));
      const details = { userId, similarity: own.get(item) ?? 0, swapped };
      const failure = fail('IDENTITY_CHANGED', {
        ...details,
        ...(other !== undefined && { looksLike: other }),
      });
      return [item, failure];
    }),
  );
}

/**
 * Photos of an entry that do not show the person of the others: where more than half of
 * them show one person, the rest; otherwise all, since nobody can tell which is right.
 */
function disagreements(
  { candidates, siblings }: Evidence,
  { samePerson }: IdentityRules,
  isLeftOut: (item: number) => boolean,
): ReadonlyMap<number, Failure> {
  const pairs = siblings.filter(({ first, second }) => !isLeftOut(first) && !isLeftOut(second));
  const agreeing = clustersOf(pairs.filter(({ similarity }) => similarity >= samePerson));
  const failures = new Map<number, Failure>();
  const entries = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    if (isLeftOut(candidate.item)) continue;
    const entry = entries.get(candidate.entry);
    if (entry) entry.push(candidate);
    else entries.set(candidate.entry, [candidate]);
  }
  for (const photos of entries.values()) {
    if (photos.length < 2) continue;
    const majority = agreeing.find(
      (cluster) =>
        2 * cluster.length > photos.length && photos.some(({ item }) => cluster.includes(item)),
    );
    for (const { item } of photos.filter((photo) => !majority?.includes(photo.item))) {
      const others = photos.filter((other) => other.item !== item).map(({ file }) => file);
      const similarity = Math.max(
        ...pairs
          .filter(({ first, second }) => first === item || second === item)
          .map((pair) => pair.similarity),
      );
      failures.set(item, fail('PHOTOS_DISAGREE', { others: others.sort(), similarity }));
    }
  }
  return failures;
}

/** Photos of a face that is enrolled under another user ID, by a template that stays. */
function enrolledDuplicates(
  { candidates, enrolled, mayLookAlike }: Evidence,
  { falseAlarms }: IdentityRules,
  failing: ReadonlyMap<number, Failure>,
): ReadonlyMap<number, Failure> {
  const replaced = new Set(
    candidates.flatMap(({ item, replaces }) => (replaces && !failing.has(item) ? [replaces] : [])),
  );
  const failures = new Map<number, Failure>();
  for (const { item, userId } of candidates) {
    const [match] = (enrolled.get(item) ?? []).filter(
      (other) => !replaced.has(other.faceId) && !mayLookAlike(userId, other.userId),
    );
    if (!match) continue;
    const details = { userId: match.userId, similarity: match.similarity, falseAlarms };
    failures.set(item, fail('DUPLICATE_OF_ENROLLED_USER', details));
  }
  return failures;
}

/** Photos of one face that came under several user IDs: every one, each naming the others. */
function batchDuplicates(
  { candidates, pairs, mayLookAlike }: Evidence,
  { falseAlarms }: IdentityRules,
): ReadonlyMap<number, Failure> {
  const users = new Map(candidates.map(({ item, userId }) => [item, userId]));
  const userOf = (item: number): string => users.get(item) ?? '';
  const real = pairs.filter(({ first, second }) => !mayLookAlike(userOf(first), userOf(second)));
  const best = new Map<number, number>();
  for (const { first, second, similarity } of real) {
    for (const item of [first, second]) {
      best.set(item, Math.max(best.get(item) ?? -1, similarity));
    }
  }
  const failures = new Map<number, Failure>();
  for (const cluster of clustersOf(real)) {
    const everybody = [...new Set(cluster.map(userOf))].sort(compare);
    for (const item of cluster) {
      const userIds = everybody.filter((userId) => userId !== userOf(item));
      const details = { userIds, similarity: best.get(item) ?? 0, falseAlarms };
      failures.set(item, fail('DUPLICATE_IN_BATCH', details));
    }
  }
  return failures;
}

/** By code units: the same on every machine. */
function compare(p: string, q: string): number {
  return p < q ? -1 : p > q ? 1 : 0;
}
