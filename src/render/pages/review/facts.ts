import type { Submission } from '../../../domain/review.js';
import type { ReviewItem } from '../../../domain/reviewed.js';
import { type Html, html } from '../../html.js';
import { ENGLISH, type TextKey } from '../../languages/texts.js';

/** A photo as pages show it. */
export interface ShownItem {
  readonly submission: Submission;
  readonly name: string | null;
  /** What was seen in it; undefined if nobody has looked yet, since others come first. */
  readonly item: ReviewItem | undefined;
  /** Users who have a face on record that can be shown. */
  readonly onRecord: ReadonlySet<string>;
  /** Who decided, by the name of the key where it is known. */
  readonly decidedBy: string | null;
}

/** Users whom a photo looks like. */
export function lookAlikesOf({ item }: Pick<ShownItem, 'item'>): ReviewItem['looksLike'] {
  return item?.looksLike ?? [];
}

/** What is said of one of them. */
export function alikeText({ userId, similarity }: ReviewItem['looksLike'][number]): string {
  return `Looks like ${userId} (similarity ${figure(similarity)})`;
}

/** An instant, for a person and for programs. */
export function timeHtml(instant: string): Html {
  const shown = new Date(instant).toISOString().slice(0, 'YYYY-MM-DDThh:mm'.length);
  return html`<time datetime="${instant}">${shown.replace('T', ' ')} UTC</time>`;
}

/** "0.83", or "unknown". */
function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? 'unknown' : value.toFixed(2);
}

/** What is known of a photo, as terms with their values. */
export function factsHtml({ submission, item }: ShownItem): Html {
  const { sentAt, reasons, quality, liveness, measures } = submission;
  const each = Object.entries(measures);
  const failure = item?.failure ?? undefined;
  const own = item && !failure && item.ownSimilarity !== null;
  return html`<dl class="facts">
<div><dt>Sent</dt><dd>${timeHtml(sentAt)}</dd></div>
<div><dt>Waits because</dt><dd>${reasons.map(({ message }) => html`<p>${message}</p>`)}</dd></div>
<div><dt>Quality</dt><dd>${figure(quality)} of 1</dd></div>
${liveness !== null && html`<div><dt>Liveness</dt><dd>${figure(liveness)} of 1</dd></div>\n`}${own && html`<div><dt>Similarity to the face on record</dt><dd>${figure(item.ownSimilarity)}</dd></div>\n`}</dl>
${failure !== undefined && html`<p class="error">It cannot be enrolled as it is: ${failure.message} (${failure.code})</p>\n`}${each.length > 0 && measuresHtml(each)}`;
}

function measuresHtml(measures: readonly (readonly [string, number])[]): Html {
  const rows = measures.map(
    ([name, value]) =>
      html`<tr><th scope="row">${wordsOf(name)}</th><td>${Number(value.toPrecision(3))}</td></tr>\n`,
  );
  return html`<details><summary>Quality measures</summary>
<table class="measures">
<tbody>
${rows}</tbody>
</table>
</details>`;
}

/** "head pose yaw" of `headPoseYaw`. */
function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Whether the person learns of a decision. */
export function mailNews(isMailed: boolean): string {
  return isMailed
    ? 'The person is told by e-mail.'
    : 'The person is not told: there is no e-mail address, or no mail server is set.';
}

/** What the person reads of a reason. */
export function denialText(reason: string): string {
  return ENGLISH[`denial.${reason}` as TextKey];
}
