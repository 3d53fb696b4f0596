import { type Html, html } from '../../html.js';
import { type DenialDraft, denialHtml, shortcutsHtml } from './decide.js';
import { alikeText, factsHtml, lookAlikesOf, type ShownItem } from './facts.js';
import { csrfField, type OperatorContent, queueAddress, REVIEW, type SignedIn } from './layout.js';

/** A part of the queue of a collection. */
export interface QueuePage {
  readonly items: readonly ShownItem[];
  /** All that wait. */
  readonly waiting: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly draft?: DenialDraft | undefined;
}

const SHORTCUTS = [
  ['j or ↓', 'next photo'],
  ['k or ↑', 'previous photo'],
  ['Enter', 'open the photo'],
  ['x', 'mark or unmark the photo'],
  ['a', 'approve all marked photos'],
  ['d', 'deny all marked photos: opens the reasons'],
  ['?', 'show or hide this list'],
] as const;

/** Photos that wait, the oldest first. */
export function queueContent(signedIn: SignedIn, queue: QueuePage): OperatorContent {
  const { items, waiting, page, draft } = queue;
  const title = waiting === 0 ? 'No photos are waiting' : `Photos waiting for review: ${waiting}`;
  const form = html`<form method="post" id="marked">
<button type="submit" disabled hidden>Nothing</button>
${csrfField(signedIn)}
<input type="hidden" name="collection" value="${signedIn.collection}">
<input type="hidden" name="page" value="${page}">
<ol class="cards">
${items.map((shown) => cardHtml(shown, draft?.marked.includes(shown.submission.submissionId)))}</ol>
${pagesHtml(signedIn.collection, queue)}
<section class="bulk" aria-labelledby="bulk-title">
<h2 id="bulk-title">Marked photos</h2>
<button type="submit" id="approve" formaction="${REVIEW}/marked/approve" class="main">Approve all marked</button>
${denialHtml('Deny all marked', `${REVIEW}/marked/deny`, draft)}
</section>
</form>
${shortcutsHtml(SHORTCUTS)}`;
  const main = html`<h1>${title}</h1>\n${waiting > 0 && form}`;
  return { state: 'queue', title, main };
}

function cardHtml(shown: ShownItem, isMarked = false): Html {
  const { submission, name } = shown;
  const { submissionId, userId } = submission;
  const address = `${REVIEW}/${submissionId}`;
  const who = name === null ? userId : `${userId}, ${name}`;
  return html`<li class="card" data-card>
<h2><a href="${address}" data-open><bdi>${userId}</bdi>${name !== null && html` <span class="name"><bdi>${name}</bdi></span>`}</a></h2>
<div class="pair">
<figure><img src="${address}/photo?size=small" alt="Photo sent for ${who}" loading="lazy"><figcaption>Sent</figcaption></figure>
${recordHtml(shown, userId, 'On record')}
${lookAlikesOf(shown).map((other) => recordHtml(shown, other.userId, alikeText(other)))}
</div>
${factsHtml(shown)}
${shown.item === undefined && html`<p class="hint">Whom it looks like is not known yet: open the photo.</p>\n`}<p class="tick"><input type="checkbox" name="photo" value="${submissionId}" id="mark-${submissionId}"${isMarked && html` checked`}><label for="mark-${submissionId}">Mark <bdi>${userId}</bdi></label></p>
</li>
`;
}

/** The face of a user on record, or that there is none to see. */
export function recordHtml(
  { submission, onRecord }: ShownItem,
  userId: string,
  caption: string,
): Html {
  const query = new URLSearchParams({ user: userId });
  const source = `${REVIEW}/${submission.submissionId}/on-record?${query}`;
  const face = onRecord.has(userId)
    ? html`<img src="${source}" alt="Face on record of ${userId}" loading="lazy">`
    : html`<span class="none">No picture on record</span>`;
  return html`<figure>${face}<figcaption>${caption}</figcaption></figure>`;
}

function pagesHtml(collection: string, { page, pages }: QueuePage): Html | undefined {
  if (pages < 2) return undefined;
  const to = (other: number, rel: string, text: string): Html =>
    html`<a rel="${rel}" href="${queueAddress(collection, other)}">${text}</a>\n`;
  return html`<nav class="pages" aria-label="Pages">
${page > 1 && to(page - 1, 'prev', 'Previous page')}<span>Page ${page} of ${pages}</span>
${page < pages && to(page + 1, 'next', 'Next page')}</nav>`;
}
