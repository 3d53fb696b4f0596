import { createHash } from 'node:crypto';
import { reportMark } from '../../domain/report-mark.js';
import type { ReportLook } from '../../domain/run-report.js';
import { type Html, type HtmlValue, html, textOf } from '../html.js';
import { STYLE } from './style.js';
import type { ReportTexts } from './texts.js';

/** A section of a report, as its contents list it. */
export interface Listed {
  /** Of the section's element. */
  readonly id: string;
  readonly title: string;
}

/** All of a report but its sections. */
export interface ReportHead {
  /** What it is about: the main heading, and the title of the window. */
  readonly title: string;
  /** A line under the heading. */
  readonly subtitle?: HtmlValue;
  readonly look: ReportLook;
  readonly texts: ReportTexts;
  /** What is in the file, which says how to treat it. An anonymous report has neither faces nor people. */
  readonly holds: 'faces' | 'people' | 'figures';
  /** The sections of `main`, in their order. */
  readonly contents: readonly Listed[];
}

/**
 * A whole report: one file that loads nothing, piece by piece. `main` are its sections
 * (`section` of parts.ts); how to treat the file is added to them.
 */
export function* document(head: ReportHead, main: Iterable<Html>): Generator<string> {
  yield beginning(head);
  for (const part of main) yield textOf(part);
  yield end(head);
}

/** The same of sections that are read while they are written. */
export async function* streamedDocument(
  head: ReportHead,
  main: AsyncIterable<Html>,
): AsyncGenerator<string> {
  yield beginning(head);
  for await (const part of main) yield textOf(part);
  yield end(head);
}

/** Nothing is loaded, no script runs, and only the style of this program applies. */
const POLICY = [
  "default-src 'none'",
  'img-src data:',
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A style sheet has no entities: it stands in the document as it is. */
const STYLE_ELEMENT = `<style>${STYLE}</style>`;

function beginning(head: ReportHead): string {
  const { title, subtitle, texts, look } = head;
  return `${textOf(html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}">
<head>
`)}${reportMark(look.reportId)}${textOf(html`
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${title} – faceenroll</title>
<link rel="icon" href="data:,">
`)}${STYLE_ELEMENT}${textOf(html`
</head>
<body>
<header>
<p class="maker">${texts.of('document.by', { version: look.version })}</p>
<h1>${title}</h1>
${subtitle !== undefined && html`<p class="subtitle">${subtitle}</p>\n`}${marks(head)}</header>
${contentsList(head)}
<main id="main">
`)}`;
}

/** What everybody who opens the file should see first. */
function marks({ look, texts }: ReportHead): Html | undefined {
  const { anonymous, expires } = look;
  if (!anonymous && expires === undefined) return undefined;
  return html`<p class="marks">
${anonymous && html`<span class="mark">${texts.of('document.anonymous')}</span>\n`}${
  expires !== undefined &&
  html`<strong class="mark">${texts.of('document.expires', { day: texts.day(expires) })}</strong>\n`
}</p>
`;
}

const KEEPING = 'keeping';

function contentsList({ contents, texts }: ReportHead): Html {
  const all = [...contents, { id: KEEPING, title: texts.of('keeping.title') }];
  const items = all.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`);
  return html`<nav class="contents" aria-labelledby="contents">
<h2 id="contents">${texts.of('document.contents')}</h2>
<ul>
${items}</ul>
</nav>`;
}

function end(head: ReportHead): string {
  const { look, texts } = head;
  const { version, writtenAt } = look;
  const written = { version, instant: texts.instant(writtenAt) };
  return textOf(html`${keeping(head)}</main>
<footer>
<p>${texts.of('document.written', written)}</p>
</footer>
</body>
</html>
`);
}

/** The last section: what the file holds, and how to treat it. */
function keeping({ look, texts, holds }: ReportHead): Html {
  const { anonymous, expires } = look;
  const held = anonymous && holds !== 'figures' ? 'anonymous' : holds;
  return html`<section id="${KEEPING}" aria-labelledby="${KEEPING}-title">
<h2 id="${KEEPING}-title">${texts.of('keeping.title')}</h2>
<p>${texts.of(`keeping.${held}`)}</p>
<p>${texts.of('keeping.purge')}</p>
${
  expires !== undefined &&
  html`<p><strong>${texts.of('keeping.expires', { day: texts.day(expires) })}</strong></p>\n`
}<p>${texts.of('keeping.closed')}</p>
</section>
`;
}
