import { type Cluster, Clusters } from '../../search/clusters.js';
import { byLikeness, type Candidate, type CandidatePair } from './candidate.js';

/** Another user of the batch whose photo looks like this one. */
export interface Partner {
  readonly userId: string;
  readonly similarity: number;
}

/**
 * The candidates of different users that resemble each other. Pairs are added one by one and not
 * kept: one photo in 10,000 rows makes 50 million of them.
 */
export class InBatch {
  readonly #users: ReadonlyMap<number, string>;
  readonly #clusters = new Clusters();
  readonly #best = new Map<number, number>();
  readonly #partners = new Map<number, Partner>();

  /**
   * @param strangers items that do not show their own user, so that nobody can be identified by
   *   them
   * @param mayLookAlike whether a pair of users is no duplicate
   */
  constructor(
    candidates: readonly Candidate[],
    readonly strangers: ReadonlySet<number>,
    readonly mayLookAlike: (userA: string, userB: string) => boolean,
  ) {
    this.#users = new Map(candidates.map(({ item, userId }) => [item, userId]));
  }

  add({ first, second, similarity }: CandidatePair): void {
    const [p, q] = [this.userOf(first), this.userOf(second)];
    this.#meet(first, { item: second, userId: q, similarity });
    this.#meet(second, { item: first, userId: p, similarity });
    if (this.mayLookAlike(p, q)) return;
    this.#clusters.join(first, second);
    for (const item of [first, second]) {
      this.#best.set(item, Math.max(this.#best.get(item) ?? -1, similarity));
    }
  }

  /** Items of one face, by their first. */
  clusters(): readonly Cluster[] {
    return this.#clusters.all();
  }

  /** The greatest similarity to a photo of another user who may not look alike. */
  bestOf(item: number): number {
    return this.#best.get(item) ?? 0;
  }

  /** For a stranger: the user of the batch whose own face it may be. */
  partnerOf(item: number): Partner | undefined {
    return this.#partners.get(item);
  }

  userOf(item: number): string {
    return this.#users.get(item) ?? '';
  }

  #meet(item: number, { item: other, ...partner }: Partner & { readonly item: number }): void {
    if (!this.strangers.has(item) || this.strangers.has(other)) return;
    const known = this.#partners.get(item);
    if (!known || byLikeness(partner, known) < 0) this.#partners.set(item, partner);
  }
}
