/** Samples that belong together: two or more, in ascending order. */
export type Cluster = readonly number[];

/**
 * Groups samples into the connected components of their pairs. A sample without a pair is in no
 * cluster. Does not store the pairs, which may far outnumber the samples.
 *
 * The result does not depend on the order of the pairs or within a pair.
 */
export class Clusters {
  // Each sample points to a lower one of its cluster, the lowest to itself. A map, because few
  // samples are in a pair.
  readonly #parents = new Map<number, number>();

  /** Joins two samples, which are non-negative integers. */
  join(first: number, second: number): void {
    const [p, q] = [this.#rootOf(first), this.#rootOf(second)];
    this.#parents.set(p, Math.min(p, q));
    this.#parents.set(q, Math.min(p, q));
  }

  /** The clusters by their first members, ascending. */
  all(): readonly Cluster[] {
    const clusters = new Map<number, number[]>();
    for (const member of [...this.#parents.keys()].sort((p, q) => p - q)) {
      const root = this.#rootOf(member);
      const cluster = clusters.get(root);
      if (cluster) cluster.push(member);
      else clusters.set(root, [member]);
    }
    // Already in order: the lowest member is the root and was inserted first.
    return [...clusters.values()].filter(({ length }) => length >= 2);
  }

  /** The lowest sample known to be in the cluster; halves the path for later calls. */
  #rootOf(sample: number): number {
    let current = sample;
    for (;;) {
      const parent = this.#parents.get(current) ?? current;
      if (parent === current) return current;
      const grandparent = this.#parents.get(parent) ?? parent;
      this.#parents.set(current, grandparent);
      current = grandparent;
    }
  }
}

/** The clusters of these pairs, by their first members. */
export function clustersOf(
  pairs: Iterable<{ readonly first: number; readonly second: number }>,
): readonly Cluster[] {
  const clusters = new Clusters();
  for (const { first, second } of pairs) clusters.join(first, second);
  return clusters.all();
}
