import { FAILURES, type FailureCode } from '../../../domain/failures.js';
import { itemsOf, pageSizeOf } from '../../../domain/run-report.js';
import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { section, table, withOptions } from '../parts.js';
import { addressOf } from './pages.js';
import type { Drawn } from './run-file.js';

/** The codes of the failures, with what they mean; each leads to the first photo that has it. */
export function failuresSection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  const items = itemsOf(report.run);
  if (report.failures.length === 0) {
    return section(listed, html`<p>${texts.of(`${items}.failures.none`)}</p>`);
  }
  const starts = startsOf(drawn);
  const rows = report.failures.map(({ code, count }) => [
    html`<a href="${starts.get(code)}">${codeText(code)}</a>`,
    texts.number(count),
    html`${withOptions(FAILURES[code].meaning)}<br>
<span class="advice">${withOptions(FAILURES[code].advice)}</span>`,
  ]);
  const columns = [
    { heading: texts.of('failures.code') },
    { heading: texts.of('failures.count'), isNumber: true },
    { heading: texts.of('failures.meaning'), isText: true },
  ];
  return section(listed, table(texts.of(`${items}.failures.caption`), columns, rows));
}

/** The ID of the heading above the photos with a code. */
export function codeId(code: FailureCode): string {
  return `code-${code}`;
}

/** A code, which may be broken after each of its words. */
export function codeText(code: FailureCode): Html {
  const words = code.split('_').map((word, at) => html`${at > 0 && html`_<wbr>`}${word}`);
  return html`<code class="code">${words}</code>`;
}

/** Where the photos with each code begin: the lists of all files have them code by code. */
function startsOf({ report, look, files, at }: Drawn): ReadonlyMap<FailureCode, string> {
  let before = 0;
  return new Map(
    report.failures.map(({ code, count }) => {
      const file = Math.floor(before / pageSizeOf(look));
      before += count;
      return [code, `${file === at ? '' : addressOf(files[file] ?? '')}#${codeId(code)}`];
    }),
  );
}
