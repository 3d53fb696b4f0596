import type { FoundSubmission, Reviewer } from '../../../operations/review/types.js';
import type { DenialDraft } from '../../../render/pages/review/decide.js';
import { queueAddress, REVIEW } from '../../../render/pages/review/layout.js';
import { Problem } from '../../problem.js';
import { Decisions } from './decisions.js';
import { denialIn, draftOf } from './denial-form.js';
import { type Operator, ownCollections } from './desk-door.js';
import { nextEdit, requireSeen, versionOf } from './edits.js';
import type { ReviewParts } from './review-page.js';

/** What a form of the page asks for. */
export interface Posted {
  readonly operator: Operator;
  readonly form: URLSearchParams;
  readonly signal: AbortSignal;
}

/** The address of the page that follows, or a denial that lacks something. */
type Followed = string | DenialDraft;

/** Does what the forms of operators say; what they return leads to the next page. */
export class ReviewForms {
  readonly #decisions: Decisions;

  constructor(private readonly parts: ReviewParts) {
    this.#decisions = new Decisions(parts.reviews, parts.looks);
  }

  /** One photo of a key's; undefined as well if the key may not know of it. */
  find({ key }: Operator, submissionId: string): FoundSubmission | undefined {
    const { reviews } = this.parts;
    const found = reviews.desk.find(submissionId);
    const own = ownCollections(reviews, key);
    return found && own.some(({ name }) => name === found.collection) ? found : undefined;
  }

  async approve(posted: Posted, found: FoundSubmission): Promise<string> {
    const { operator, form } = posted;
    requireSeen(form, this.parts.reviews.desk.photo(found.submissionId));
    const next = this.#after(found);
    operator.session.news = [await this.#decisions.approve(found, this.#by(posted), form)];
    return next;
  }

  async deny(posted: Posted, found: FoundSubmission): Promise<Followed> {
    const { operator, form } = posted;
    const why = denialIn(form);
    if ('problem' in why) return why;
    const next = this.#after(found);
    operator.session.news = [await this.#decisions.deny(found, this.#by(posted), why)];
    return next;
  }

  async approveMarked(posted: Posted): Promise<string> {
    const all = this.#marked(posted);
    if (all.length === 0) {
      throw new Problem('INVALID_REQUEST', 'no photo is marked', { status: 422 });
    }
    return this.#each(posted, all, (found, by) => this.#decisions.approveOfMany(found, by));
  }

  async denyMarked(posted: Posted): Promise<Followed> {
    const all = this.#marked(posted);
    if (all.length === 0) return draftOf(posted.form, 'No photo is marked.');
    const why = denialIn(posted.form);
    if ('problem' in why) return why;
    return this.#each(posted, all, (found, by) => this.#decisions.deny(found, by, why));
  }

  async edit(posted: Posted, found: FoundSubmission): Promise<string> {
    const { reviews, edits, looks } = this.parts;
    const { operator, form } = posted;
    const { desk } = reviews;
    const { submissionId, userId } = found;
    const seen = desk.photo(submissionId);
    requireSeen(form, seen);
    const looked = looks.known(submissionId) ?? (await looks.now(submissionId, posted.signal));
    const isEdited = looked?.item.isEdited === true;
    const edit = nextEdit(form, edits.before(submissionId, { version: versionOf(seen), isEdited }));
    const item = await desk.edit(submissionId, this.#by(posted), edit);
    looks.forget(submissionId);
    const photo = desk.photo(submissionId);
    if (item && edit && photo) edits.keep(submissionId, edit, versionOf(photo));
    operator.session.news = [
      item
        ? `The photo of ${userId} ${edit ? 'was changed' : 'is as it was sent'}, and was judged again.`
        : `The photo of ${userId} does not wait any more: nothing was changed.`,
    ];
    return `${REVIEW}/${submissionId}`;
  }

  #marked({ operator, form }: Posted): readonly FoundSubmission[] {
    const marked = [...new Set(form.getAll('photo'))];
    return marked.flatMap((id) => this.find(operator, id) ?? []);
  }

  /** Decides about one after the other; if one fails, the next page tells of those before it. */
  async #each(
    posted: Posted,
    all: readonly FoundSubmission[],
    decide: (found: FoundSubmission, by: Reviewer) => Promise<string>,
  ): Promise<string> {
    const { operator, form } = posted;
    const by = this.#by(posted);
    operator.session.news = [];
    for (const found of all) {
      const said = await decide(found, by);
      operator.session.news = [...operator.session.news, said];
    }
    return queueAddress(form.get('collection') ?? undefined, Number(form.get('page')) || 1);
  }

  #by({ operator, signal }: Posted): Reviewer {
    this.parts.server.used(operator.key, 'reviewDecision');
    return { keyId: operator.key.keyId, signal };
  }

  /** The page of the one after it that waits, or else of the first; the queue if there is none. */
  #after({ collection, submissionId }: FoundSubmission): string {
    const ids = this.parts.reviews.desk.list(collection).map((one) => one.submissionId);
    const others = ids.filter((id) => id !== submissionId);
    const next = ids[ids.indexOf(submissionId) + 1] ?? others[0];
    return next === undefined ? queueAddress(collection) : `${REVIEW}/${next}`;
  }
}
