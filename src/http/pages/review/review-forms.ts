import type { FoundSubmission, Reviewer } from '../../../operations/review/types.js';
import { queueAddress, REVIEW } from '../../../render/pages/review/layout.js';
import { Problem } from '../../problem.js';
import { Decisions } from './decisions.js';
import { type Operator, ownCollections } from './desk-door.js';
import { nextEdit, requireSeen, versionOf } from './edits.js';
import type { ReviewParts } from './review-page.js';

/** What a form of the page asks for. */
export interface Posted {
  readonly operator: Operator;
  readonly form: URLSearchParams;
  readonly signal: AbortSignal;
}

/** Does what the forms of operators say; each returns the address of the page that follows. */
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

  async decide(posted: Posted, found: FoundSubmission, act: 'approve' | 'deny'): Promise<string> {
    const { operator, form } = posted;
    if (act === 'approve') requireSeen(form, this.parts.reviews.desk.photo(found.submissionId));
    const next = this.#nextOf(found);
    const said = await this.#decisions[act](found, this.#by(posted), form);
    operator.session.news = [said];
    return next === undefined ? queueAddress(found.collection) : `${REVIEW}/${next}`;
  }

  /** Decides about each that was marked, one after the other. */
  async decideMarked(posted: Posted, act: 'approve' | 'deny'): Promise<string> {
    const { operator, form } = posted;
    const marked = [...new Set(form.getAll('photo'))];
    const all = marked.flatMap((id) => this.find(operator, id) ?? []);
    if (all.length === 0) {
      throw new Problem('INVALID_REQUEST', 'no photo is marked', { status: 422 });
    }
    const by = this.#by(posted);
    const news: string[] = [];
    for (const found of all) {
      news.push(
        act === 'approve'
          ? await this.#decisions.approveOfMany(found, by)
          : await this.#decisions.deny(found, by, form),
      );
    }
    operator.session.news = news;
    return queueAddress(form.get('collection') ?? undefined, Number(form.get('page')) || 1);
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
        : `The photo of ${userId} no longer waits: nothing was changed.`,
    ];
    return `${REVIEW}/${submissionId}`;
  }

  #by({ operator, signal }: Posted): Reviewer {
    this.parts.server.used(operator.key, 'reviewDecision');
    return { keyId: operator.key.keyId, signal };
  }

  /** The one after it that waits, or else the first. */
  #nextOf({ collection, submissionId }: FoundSubmission): string | undefined {
    const ids = this.parts.reviews.desk.list(collection).map((one) => one.submissionId);
    const others = ids.filter((id) => id !== submissionId);
    return ids[ids.indexOf(submissionId) + 1] ?? others[0];
  }
}
