import type { Submission } from '../../../domain/review.js';
import type { ReviewItem } from '../../../domain/reviewed.js';
import { type Html, html } from '../../html.js';
import { type DenialDraft, denialHtml, shortcutsHtml } from './decide.js';
import { editHtml } from './edit.js';
import {
  alikeText,
  denialText,
  factsHtml,
  lookAlikesOf,
  mailNews,
  type ShownItem,
  timeHtml,
} from './facts.js';
import { csrfField, type OperatorContent, queueAddress, REVIEW, type SignedIn } from './layout.js';
import { recordHtml } from './queue.js';

/** One photo, with all that an operator decides by. */
export interface ItemPage {
  readonly shown: ShownItem;
  /** Other photos that were sent for the user, with who decided. */
  readonly history: readonly Submission[];
  /** Where it stands among those that wait. */
  readonly place: { readonly position: number; readonly of: number } | undefined;
  readonly next: string | undefined;
  readonly previous: string | undefined;
  /** Whether the photo can be cropped and turned further: it is known how it was before. */
  readonly canEdit: boolean;
  /** Of the photo as it is shown: what is decided is decided about this one. */
  readonly version: string;
  /** Whether the decision reaches the person by mail. */
  readonly isTold: boolean;
  readonly draft?: DenialDraft | undefined;
}

const SHORTCUTS = [
  ['j or →', 'next photo'],
  ['k or ←', 'previous photo'],
  ['a', 'approve'],
  ['d', 'deny: opens the reasons'],
  ['?', 'show or hide this list'],
] as const;

/** One photo, large. */
export function itemContent(signedIn: SignedIn, page: ItemPage): OperatorContent {
  const { shown, history } = page;
  const { submission, name } = shown;
  const { userId, state } = submission;
  const who = name === null ? userId : `${userId}, ${name}`;
  const heading = html`${placeHtml(signedIn, page)}
<h1><bdi>${userId}</bdi>${name !== null && html` <span class="name"><bdi>${name}</bdi></span>`}</h1>`;
  const main = html`${heading}
${state === 'waiting' ? waitingHtml(signedIn, page, who) : decidedHtml(shown)}
${history.length > 0 && historyHtml(history)}
${shortcutsHtml(SHORTCUTS)}`;
  return { state: 'item', title: `Photo of ${who}`, main };
}

function placeHtml({ collection }: SignedIn, { place, next, previous }: ItemPage): Html {
  const to = (id: string, rel: string, text: string): Html =>
    html`<a rel="${rel}" href="${REVIEW}/${id}">${text}</a>\n`;
  return html`<nav class="pages" aria-label="Photos waiting for review">
<a href="${queueAddress(collection)}">All photos waiting for review</a>
${previous !== undefined && to(previous, 'prev', 'Previous photo')}${place && html`<span>${place.position} of ${place.of}</span>\n`}${next !== undefined && to(next, 'next', 'Next photo')}</nav>`;
}

function waitingHtml(signedIn: SignedIn, page: ItemPage, who: string): Html {
  const { shown } = page;
  const { submissionId, userId } = shown.submission;
  const others = lookAlikesOf(shown);
  const edited = shown.item?.isEdited === true;
  return html`<div class="columns">
<section class="photo" aria-label="The photo">
<figure><div class="crop-place"><img id="photo" src="${REVIEW}/${submissionId}/photo" alt="Photo sent for ${who}"></div><figcaption>Sent by the person${edited && ', cropped or turned by an operator'}</figcaption></figure>
${editHtml(signedIn, submissionId, { isEdited: edited, canEdit: page.canEdit, version: page.version })}
</section>
<section class="compare" aria-label="Faces to compare with">
<div class="pair">
${recordHtml(shown, userId, `${userId} on record`)}
${others.map((other) => recordHtml(shown, other.userId, alikeText(other)))}
</div>
${factsHtml(shown)}
${others.length === 0 && shown.item && !shown.item.failure && html`<p>It looks like no other user.</p>\n`}${decideHtml(signedIn, page, others)}
</section>
</div>`;
}

function decideHtml(
  signedIn: SignedIn,
  { shown, isTold, version, draft }: ItemPage,
  others: ReviewItem['looksLike'],
): Html {
  const { submissionId, userId } = shown.submission;
  const address = `${REVIEW}/${submissionId}`;
  const ticks = others.map(
    (
      { userId: other },
      at,
    ) => html`<p class="tick"><input type="checkbox" id="two-${at}" name="allow" value="${other}" required><label for="two-${at}"><bdi>${userId}</bdi> and <bdi>${other}</bdi> are two people</label></p>
`,
  );
  return html`<div class="decide">
<form method="post" action="${address}/approve">
${csrfField(signedIn)}
<input type="hidden" name="version" value="${version}">
${ticks}<button type="submit" id="approve" class="main">Approve</button>
</form>
<form method="post" action="${address}/deny">
${csrfField(signedIn)}
${denialHtml('Deny', `${address}/deny`, draft)}
</form>
<p class="hint">${mailNews(isTold)}</p>
</div>`;
}

function decidedHtml(shown: ShownItem): Html {
  const { submission, decidedBy } = shown;
  return html`<p><strong>This photo was already ${submission.state}</strong>${endHtml(submission, decidedBy)}. The photo is
deleted from the queue.</p>
${factsHtml(shown)}`;
}

function endHtml({ decidedAt, denial }: Submission, by: string | null): Html {
  return html`${by !== null && html` by <bdi>${by}</bdi>`}${decidedAt !== null && html` at ${timeHtml(decidedAt)}`}${denial !== null && html`: ${denialText(denial.reason)}${denial.note !== null && html` “<bdi>${denial.note}</bdi>”`}`}`;
}

function historyHtml(history: readonly Submission[]): Html {
  const rows = history.map(
    (one) =>
      html`<li>Sent ${timeHtml(one.sentAt)}: ${one.state}${endHtml(one, one.decidedBy)}</li>\n`,
  );
  return html`<section aria-labelledby="history-title">
<h2 id="history-title">Other photos of this user</h2>
<ul>
${rows}</ul>
</section>`;
}
