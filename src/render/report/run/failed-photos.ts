import { FAILURES, type FailureCode } from '../../../domain/failures.js';
import { type FailedPhoto, itemsOf, pageSizeOf } from '../../../domain/run-report.js';
import { printable } from '../../../domain/text.js';
import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { sectionEnd, sectionStart, withOptions } from '../parts.js';
import { facePicture } from './face-picture.js';
import { codeId, codeText } from './failures.js';
import { pagesList } from './pages.js';
import { who } from './photo-names.js';
import type { Drawn } from './run-file.js';

/**
 * The failed photos and rows of one file, by code. An anonymous report has the numbers of the rows
 * alone.
 */
export async function* failedPhotosSection(listed: Listed, drawn: Drawn): AsyncGenerator<Html> {
  yield html`${sectionStart(listed)}${pagesList(drawn, 'before')}`;
  yield* drawn.look.anonymous ? byCode('rows', rowItem, drawn) : byCode('cards', card, drawn);
  yield html`${pagesList(drawn, 'after')}${sectionEnd()}`;
}

/** "Failed photos and rows, 501 to 1,000 of 10,000". */
export function failedPhotosTitle({ report, look, files, at, texts }: Drawn): string {
  const items = itemsOf(report.run);
  if (files.length < 2) return texts.of(`${items}.failed`);
  const total = report.counts.failed;
  const size = pageSizeOf(look);
  return texts.of(`${items}.failed.page`, {
    from: texts.number(at * size + 1),
    to: texts.number(Math.min((at + 1) * size, total)),
    total: texts.number(total),
  });
}

/** A list for each code; what has no item is counted in the heading alone. */
async function* byCode(
  name: 'cards' | 'rows',
  itemOf: (photo: FailedPhoto, drawn: Drawn) => Html | undefined,
  drawn: Drawn,
): AsyncGenerator<Html> {
  let code: FailureCode | undefined;
  let isOpen = false;
  for await (const photo of drawn.failed) {
    if (photo.code !== code) {
      yield html`${isOpen && LIST_END}${heading(photo.code, drawn)}`;
      code = photo.code;
      isOpen = false;
    }
    const item = itemOf(photo, drawn);
    if (item === undefined) continue;
    yield html`${!isOpen && html`<ul class="${name}">\n`}${item}`;
    isOpen = true;
  }
  if (isOpen) yield LIST_END;
}

const LIST_END = html`</ul>\n`;

/** Without faces and names, the number of the row says which it was; photos of a folder have none. */
function rowItem({ row }: FailedPhoto, { texts }: Drawn): Html | undefined {
  return row === undefined ? undefined : html`<li>${texts.of('photo.row', { row })}</li>\n`;
}

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
${photo.file !== '' && facePicture(photo.picture, altOf(photo, drawn), drawn)}
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
