import type { Denial, Reviewed } from '../../../domain/reviewed.js';
import type { FoundSubmission, Reviewer } from '../../../operations/review/types.js';
import { lookAlikesOf } from '../../../render/pages/review/facts.js';
import { Problem } from '../../problem.js';
import type { Reviews } from '../../server.js';
import type { Looks } from './looks.js';
import { deciderOf } from './shown.js';
import { reviewedNews } from './told.js';

/** Decisions about photos as forms bring them, with what is to be said of each. */
export class Decisions {
  constructor(
    private readonly reviews: Reviews,
    private readonly looks: Looks,
  ) {}

  /**
   * Approves one; whoever it looks like must be named in `allow`.
   *
   * @throws {Problem} when one of them is not.
   */
  async approve(found: FoundSubmission, by: Reviewer, form: URLSearchParams): Promise<string> {
    const allow = form.getAll('allow');
    const others = await this.#lookAlikes(found, by);
    const missing = others.find((userId) => !allow.includes(userId));
    if (missing !== undefined) {
      throw new Problem(
        'INVALID_REQUEST',
        `it looks like ${missing}: tick that they are two different people, or deny it`,
        { status: 422 },
      );
    }
    return this.#done(found, await this.reviews.desk.approve(found.submissionId, by, allow));
  }

  async deny(found: FoundSubmission, by: Reviewer, why: Denial): Promise<string> {
    return this.#done(found, await this.reviews.desk.deny(found.submissionId, by, why));
  }

  /** Approves one of several: one that looks like somebody is for eyes of its own. */
  async approveOfMany(found: FoundSubmission, by: Reviewer): Promise<string> {
    const [other] = await this.#lookAlikes(found, by);
    if (other !== undefined) {
      return `${found.userId} was not approved: it looks like ${other}. Open it and compare.`;
    }
    return this.#done(found, await this.reviews.desk.approve(found.submissionId, by, []));
  }

  /** Users whom it looks like. */
  async #lookAlikes(found: FoundSubmission, { signal }: Reviewer): Promise<readonly string[]> {
    if (found.state !== 'waiting') return [];
    const { submissionId } = found;
    const looked = this.looks.known(submissionId) ?? (await this.looks.now(submissionId, signal));
    const shown = { submission: found, item: looked?.item };
    return lookAlikesOf(shown).map(({ userId }) => userId);
  }

  #done(found: FoundSubmission, reviewed: Reviewed): string {
    const { desk } = this.reviews;
    this.looks.forget(found.submissionId);
    const now = desk.find(found.submissionId);
    return reviewedNews(found, reviewed, desk.canMail, now ? deciderOf(this.reviews, now) : null);
  }
}
