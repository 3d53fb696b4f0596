import { type Html, html } from '../../html.js';
import type { Drawn } from './run-file.js';

/** The relative address of a file in the same folder. */
export function addressOf(file: string): string {
  return encodeURIComponent(file);
}

/** Leads to the other files of the report, if there are any. */
export function pagesList(
  { files, at, texts }: Drawn,
  place: 'before' | 'after',
): Html | undefined {
  if (files.length < 2) return undefined;
  const label = texts.of(place === 'before' ? 'pages.label' : 'pages.label.end');
  const pages = files.map((file, n) => {
    const page = texts.of('pages.page', { page: n + 1 });
    return n === at
      ? html`<li><strong aria-current="page">${page}</strong></li>\n`
      : html`<li>${link(file, page)}</li>\n`;
  });
  const [previous, next] = [files[at - 1], files[at + 1]];
  return html`<nav class="pages" aria-label="${label}">
<ul>
${previous !== undefined && html`<li>${link(previous, texts.of('pages.previous'))}</li>\n`}${pages}${
  next !== undefined && html`<li>${link(next, texts.of('pages.next'))}</li>\n`
}</ul>
</nav>
`;
}

function link(file: string, words: string): Html {
  return html`<a href="${addressOf(file)}">${words}</a>`;
}
