/** Samples that belong together: two or more, in ascending order. */
export type Cluster = readonly number[];

/**
 * Groups samples so that the two of each pair are in one cluster, and no cluster can be
 * split without parting a pair. A sample that is in no pair is in no cluster.
 *
 * The result does not depend on the order of the pairs, nor on the order within one.
 *
 * @param pairs indices of samples: whole numbers from 0 on
 * @returns clusters by their first members, ascending
 */
export function clustersOf(
  pairs: Iterable<{ readonly first: number; readonly second: number }>,
): readonly Cluster[] {
  // Each sample points to a lower one of its cluster, the lowest to itself. A map, since few
  // of many samples are in a pair.
  const parents = new Map<number, number>();
  for (const { first, second } of pairs) {
    const [p, q] = [rootOf(parents, first), rootOf(parents, second)];
    parents.set(p, Math.min(p, q));
    parents.set(q, Math.min(p, q));
  }
  const clusters = new Map<number, number[]>();
  for (const member of [...parents.keys()].sort((p, q) => p - q)) {
    const root = rootOf(parents, member);
    const cluster = clusters.get(root);
    if (cluster) cluster.push(member);
    else clusters.set(root, [member]);
  }
  // The lowest member is the root, and came first: the clusters are in order already.
  return [...clusters.values()].filter(({ length }) => length >= 2);
}

/** The lowest sample known to be in the cluster; on the way, halves the way of later questions. */
function rootOf(parents: Map<number, number>, sample: number): number {
  let current = sample;
  for (;;) {
    const parent = parents.get(current) ?? current;
    if (parent === current) return current;
    const grandparent = parents.get(parent) ?? parent;
    parents.set(current, grandparent);
    current = grandparent;
  }
}
