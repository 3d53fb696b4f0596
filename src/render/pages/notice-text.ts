import { periodOf } from '../../domain/user-dates.js';
import { type Html, html } from '../html.js';
import type { Texts } from '../languages/texts.js';
import { type Asker, sayIn } from './said.js';

/** What happens to a photo, which decides what people are told before they send one. */
export interface PhotoUse {
  /** The last day on which anything of the user may be stored, if one is set. */
  readonly keptUntil: string | null;
  /** Whether a picture of the face is stored beside the template. */
  readonly keepsPicture: boolean;
  /** Whether an operator looks at every photo. */
  readonly isReviewed: boolean;
}

/** What people read before they agree, as one paragraph each; the tick's words are the last. */
interface NoticeText {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly privacy: string | undefined;
  readonly agree: string;
}

function noticeText(texts: Texts, asker: Asker, use: PhotoUse): NoticeText {
  const say = sayIn(texts, asker);
  const { privacyUrl: url } = asker;
  return {
    title: say('notice.title'),
    paragraphs: [
      say('notice.who'),
      say('notice.what'),
      ...(use.keepsPicture ? [say('notice.what.photo')] : []),
      ...(use.isReviewed ? [say('notice.what.review')] : []),
      howLong(texts, asker, use.keptUntil),
      say('notice.withdraw'),
      say('notice.alternative'),
    ],
    privacy: url === undefined ? undefined : say('notice.privacy', { url }),
    agree: say('notice.agree'),
  };
}

/** The notice as the page shows it, without the tick; folded for those who have read it and agreed. */
export function noticeHtml(texts: Texts, asker: Asker, use: PhotoUse, isFolded: boolean): Html {
  const { title, paragraphs, privacy } = noticeText(texts, asker, use);
  const heading = html`<h2 id="notice-title">${title}</h2>`;
  const link = html`<p><a href="${asker.privacyUrl}" target="_blank" rel="noreferrer">${privacy}</a></p>`;
  const text = html`${paragraphs.map((text) => html`<p>${text}</p>\n`)}${privacy !== undefined && link}`;
  if (!isFolded) return html`${heading}\n${text}`;
  return html`<details>\n<summary>${heading}</summary>\n${text}\n</details>`;
}

/** The plain text of what the page shows before the photo, with the words of the tick. */
export function consentText(texts: Texts, asker: Asker, use: PhotoUse): string {
  const { title, paragraphs, privacy, agree } = noticeText(texts, asker, use);
  return [title, ...paragraphs, ...(privacy === undefined ? [] : [privacy]), agree].join('\n\n');
}

function howLong(texts: Texts, asker: Asker, keptUntil: string | null): string {
  const say = sayIn(texts, asker);
  const period = keptUntil === null ? undefined : periodOf(keptUntil);
  if (!period) return say('notice.how-long.open');
  return say('notice.how-long', { date: dayIn(texts, period.begins) });
}

/** A day without a time, as a retention has it. */
function dayIn({ language }: Texts, time: number): string {
  return new Intl.DateTimeFormat(language, {
    calendar: 'gregory',
    numberingSystem: 'latn',
    dateStyle: 'long',
  }).format(time);
}
