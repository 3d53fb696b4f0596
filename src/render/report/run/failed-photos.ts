import { FAILURES, type FailureCode } from '../../../domain/failures.js';
import { type FailedPhoto, PAGE_SIZE } from '../../../domain/run-report.js';
import { printable } from '../../../domain/text.js';
import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { sectionEnd, sectionStart, table, withOptions } from '../parts.js';
import { facePicture } from './face-picture.js';
import { codeId, codeText } from './failures.js';
import { pagesList } from './pages.js';
import { who } from './photo-names.js';
import type { Drawn } from './run-file.js';

/** The failed photos and rows of one file, by code. */
export async function* failedPhotosSection(listed: Listed, drawn: Drawn): AsyncGenerator<Html> {
  yield html`${sectionStart(listed)}${pagesList(drawn, 'before')}`;
  yield* drawn.look.anonymous ? rowNumbers(drawn) : cards(drawn);
  yield html`${pagesList(drawn, 'after')}${sectionEnd()}`;
}

/** "Failed photos and rows, 501 to 1,000 of 10,000". */
export function failedPhotosTitle({ report, files, at, texts }: Drawn): string {
  if (files.length < 2) return texts.of('failed.title');
  const total = report.counts.failed;
  return texts.of('failed.title.page', {
    from: texts.number(at * PAGE_SIZE + 1),
    to: texts.number(Math.min((at + 1) * PAGE_SIZE, total)),
    total: texts.number(total),
  });
}

async function* cards(drawn: Drawn): AsyncGenerator<Html> {
  let open: FailureCode | undefined;
  for await (const photo of drawn.failed) {
    if (photo.code !== open) {
      yield html`${open !== undefined && LIST_END}${heading(photo.code, drawn)}<ul class="cards">\n`;
      open = photo.code;
    }
    yield card(photo, drawn);
  }
  if (open !== undefined) yield LIST_END;
}

const LIST_END = html`</ul>\n`;

function heading(code: FailureCode, { report, texts }: Drawn): Html {
  const count = report.failures.find((one) => one.code === code)?.count ?? 0;
  const values = { code: codeText(code), count: texts.number(count) };
  return html`<h3 id="${codeId(code)}">${texts.html('failed.code', values)}</h3>
<p class="hint">${withOptions(FAILURES[code].meaning)}</p>
`;
}

function card(photo: FailedPhoto, drawn: Drawn): Html {
  const { code, message, advice } = photo;
  return html`<li class="card">
${facePicture(photo.picture, altOf(photo, drawn), drawn)}
<div>
${who(photo, drawn)}<p>${codeText(code)}</p>
<p class="message">${withOptions(message)}</p>
<p class="advice">${withOptions(advice)}</p>
</div>
</li>
`;
}

function altOf({ userId, file }: FailedPhoto, { texts }: Drawn): string {
  return userId === ''
    ? texts.of('picture.alt.noUser', { file: printable(file) })
    : texts.of('picture.alt', { user: printable(userId) });
}

/** Without faces and names, the number of the row says which it was. */
async function* rowNumbers({ failed, texts }: Drawn): AsyncGenerator<Html> {
  const rows: (readonly [string, Html, string])[] = [];
  for await (const { row, code } of failed) {
    if (row === undefined) continue;
    rows.push([texts.number(row), codeText(code), FAILURES[code].meaning]);
  }
  if (rows.length === 0) {
    yield html`<p>${texts.of('failed.rows.none')}</p>\n`;
    return;
  }
  const columns = [
    { heading: texts.of('failed.rows.row'), isNumber: true },
    { heading: texts.of('failures.code') },
    { heading: texts.of('failures.meaning') },
  ];
  yield table(texts.of('failed.rows'), columns, rows);
}
