import { type Cluster, Clusters } from '../../search/clusters.js';
import { byLikeness, type Candidate, type CandidatePair } from './candidate.js';

/** A photo of another user of the batch that looks like this one. */
export interface Partner {
  readonly item: number;
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
  readonly #best = new Map<number, Partner>();
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
    const ofFirst = { item: second, userId: q, similarity };
    const ofSecond = { item: first, userId: p, similarity };
    this.#meet(first, ofFirst);
    this.#meet(second, ofSecond);
    if (this.mayLookAlike(p, q)) return;
    this.#clusters.join(first, second);
    keepBest(this.#best, first, ofFirst);
    keepBest(this.#best, second, ofSecond);
  }

  /** Items of one face, by their first. */
  clusters(): readonly Cluster[] {
    return this.#clusters.all();
  }

  /** The most similar photo of another user who may not look alike. */
  bestOf(item: number): Partner | undefined {
    return this.#best.get(item);
  }

  /** For a stranger: the user of the batch whose own face it may be. */
  partnerOf(item: number): Partner | undefined {
    return this.#partners.get(item);
  }

  userOf(item: number): string {
    return this.#users.get(item) ?? '';
  }

  #meet(item: number, partner: Partner): void {
    if (!this.strangers.has(item) || this.strangers.has(partner.item)) return;
    keepBest(this.#partners, item, partner);
  }
}

function keepBest(best: Map<number, Partner>, item: number, partner: Partner): void {
  const known = best.get(item);
  const isBetter = !known || byLikeness(partner, known) < 0;
  const isEarlier = known?.userId === partner.userId && partner.item < known.item;
  if (isBetter || (isEarlier && partner.similarity === known.similarity)) best.set(item, partner);
}
