import { printable } from '../../domain/text.js';
import { type Html, type HtmlValue, html } from '../html.js';
import type { Listed } from './document.js';

/** A section, with a heading that the contents lead to. */
export function section(listed: Listed, body: HtmlValue): Html {
  return html`${sectionStart(listed)}${body}\n${sectionEnd()}`;
}

/** The beginning of a section that is written piece by piece. */
export function sectionStart({ id, title }: Listed): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
`;
}

export function sectionEnd(): Html {
  return html`</section>\n`;
}

/**
 * A text of anybody's, such as a user ID or a file name: invisible characters are shown, it breaks
 * anywhere, and its direction of writing is its own.
 */
export function foreign(text: string): Html {
  return html`<bdi>${printable(text)}</bdi>`;
}

/** A text in which options of commands (--quality) are not broken. */
export function withOptions(text: string): Html {
  const parts = printable(text).split(/(--[a-z][a-z-]*)/);
  return html`${parts.map((part, at) => (at % 2 === 0 ? part : html`<code class="option">${part}</code>`))}`;
}

/** A number with its name, among others: the counts of a run. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  /** A line under it. */
  readonly note?: string;
  /** Marks what somebody must look at. */
  readonly isBad?: boolean;
}

export function tiles(all: readonly Tile[]): Html {
  const items = all.map(
    ({ label, value, note, isBad }) => html`<div class="tile${isBad === true && ' bad'}">
<dt>${label}</dt>
<dd class="value">${value}</dd>
${note !== undefined && html`<dd class="note">${note}</dd>\n`}</div>
`,
  );
  return html`<dl class="tiles">
${items}</dl>`;
}

/** Facts with their names, one below the other. */
export function facts(all: readonly (readonly [name: string, value: HtmlValue])[]): Html {
  const items = all.map(([name, value]) => html`<dt>${name}</dt>\n<dd>${value}</dd>\n`);
  return html`<dl class="facts">
${items}</dl>`;
}

/** A column of a table. */
export interface Column {
  readonly heading: HtmlValue;
  /** Numbers stand at the end of their column. */
  readonly isNumber?: boolean;
  /** Sentences, which on a phone stand below the other cells of their row. */
  readonly isText?: boolean;
}

/**
 * A table whose first cell of each row is the row's heading. On paper its column headings stand at
 * the top of each page; on a phone it can be moved sideways within its own box, unless it has a
 * column of sentences.
 *
 * @param caption what is in it, for everybody
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: Iterable<readonly HtmlValue[]>,
): Html {
  const kind = (at: number): HtmlValue => {
    if (columns[at]?.isText === true) return html` class="text"`;
    return columns[at]?.isNumber === true && html` class="number"`;
  };
  const isStacked = columns.some(({ isText }) => isText === true);
  const headings = columns.map(
    ({ heading }, at) => html`<th scope="col"${kind(at)}>${heading}</th>`,
  );
  const lines = [...rows].map(([first, ...others]) => {
    const cells = others.map((cell, at) => html`<td${kind(at + 1)}>${cell}</td>`);
    return html`<tr><th scope="row"${kind(0)}>${first}</th>${cells}</tr>\n`;
  });
  return html`<div class="wide${isStacked && ' stacked'}" tabindex="0" role="group" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead>
<tr>${headings}</tr>
</thead>
<tbody>
${lines}</tbody>
</table>
</div>`;
}
