import type { ComparedGroup } from '../domain/fairness/data.js';
import { fitTail } from '../domain/fit-tail.js';
import type { Outliers } from '../domain/outliers.js';
import { similarityOf } from '../domain/similarity.js';
import { suspicion } from '../domain/suspicion.js';
import { GroupTally } from '../search/group-tally.js';
import { pairHistograms } from '../search/histogram.js';
import { pairsAbove } from '../search/pairs.js';
import type { LoadedPart } from './compare-gallery.js';
import { LEAST_USERS } from './measure-gallery.js';

/** Similarities from which two faces are taken for one person's. */
export interface GroupThresholds {
  readonly verification: number;
  readonly duplicates: number;
}

/** What comparisons gave. */
export interface ComparedGroups {
  readonly groups: readonly ComparedGroup[];
  /** Pairs of different users that stand off from all others; undefined if all can be chance. */
  readonly suspicion: Outliers | undefined;
}

/** Pairs between two notes of how far the comparison is. */
const NOTED = 4096;

/**
 * Compares all templates with each other, twice: to find which pairs stand off, then to count
 * matches for each group. A pair of users is compared by their first templates for the FMR, so that
 * no pair counts more than another; by all of them for alarms, as the duplicate check does.
 *
 * @param groupsOf the groups of each compared user, by number; `groups` is how many there are
 * @param onRow how many rows have been compared with all
 */
export async function compareGroups(
  { gallery, groups: users, apart }: LoadedPart,
  { groupsOf, groups }: { groupsOf: readonly (readonly number[])[]; groups: number },
  thresholds: GroupThresholds,
  onRow: (row: number) => void,
): Promise<ComparedGroups> {
  const found =
    groupsOf.length < LEAST_USERS
      ? undefined
      : await standingOff({ gallery, users: Int32Array.from(users), apart });
  const suspicious = found?.similarity ?? Number.POSITIVE_INFINITY;
  const tally = new GroupTally(groupsOf, groups, exceptionsIn(apart));
  countGenuine(tally, { gallery, users }, thresholds.verification);
  const isFirst = users.map((user, row) => user !== users[row - 1]);
  const least = Math.min(thresholds.verification, thresholds.duplicates, suspicious);
  const suspects = new Set<string>();
  let seen = 0;
  for await (const { first, second, similarity } of pairsAbove(gallery, least)) {
    seen += 1;
    if (seen % NOTED === 0) onRow(first);
    const [user, other] = [users[first] ?? 0, users[second] ?? 0];
    if (user === other || apart.get(user)?.has(other)) continue;
    if (isFirst[first] && isFirst[second]) {
      if (similarity >= thresholds.verification) tally.addMatch('verification', user, other);
      if (similarity >= thresholds.duplicates) tally.addMatch('duplicates', user, other);
    }
    if (similarity >= thresholds.duplicates) tally.addAlarm(user, other);
    const pair = `${user} ${other}`;
    if (similarity < suspicious || suspects.has(pair)) continue;
    suspects.add(pair);
    tally.addSuspicion(user, other);
  }
  return { groups: tally.counted(), suspicion: found };
}

async function standingOff({
  gallery,
  users,
  apart,
}: Pick<LoadedPart, 'gallery' | 'apart'> & { readonly users: Int32Array }): Promise<
  Outliers | undefined
> {
  const similarities = await pairHistograms(gallery, { of: users, apart }, 0);
  return suspicion(similarities, { tail: fitTail(similarities.different) });
}

/** Each pair once. */
function exceptionsIn(apart: LoadedPart['apart']): { user: number; other: number }[] {
  return [...apart].flatMap(([user, others]) =>
    [...others].filter((other) => user < other).map((other) => ({ user, other })),
  );
}

/** The rows of a user follow one another. */
function countGenuine(
  tally: GroupTally,
  { gallery, users }: { gallery: LoadedPart['gallery']; users: readonly number[] },
  threshold: number,
): void {
  for (let from = 0; from < users.length; ) {
    const user = users[from] ?? 0;
    let to = from + 1;
    while (users[to] === user) to += 1;
    let [of, events] = [0, 0];
    for (let p = from; p < to; p += 1) {
      for (let q = p + 1; q < to; q += 1) {
        of += 1;
        if (similarityOf(gallery.at(p), gallery.at(q)) < threshold) events += 1;
      }
    }
    tally.addGenuine(user, of, events);
    from = to;
  }
}
