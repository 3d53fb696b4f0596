import { against } from '../../../domain/against.js';
import type { ReportedPair } from '../../../domain/run-report.js';
import { printable } from '../../../domain/text.js';
import { type Html, type HtmlValue, html } from '../../html.js';
import type { Listed } from '../document.js';
import { foreign, section, sectionEnd, sectionStart } from '../parts.js';
import { facePicture } from './face-picture.js';
import type { Drawn } from './run-file.js';

/** Faces of different users that look alike, side by side. */
export async function* pairsSection(listed: Listed, drawn: Drawn): AsyncGenerator<Html> {
  const { report, texts, pairs } = drawn;
  if (report.pairs === 0) {
    const isOff = report.run.options.duplicates === 'off';
    yield section(listed, html`<p>${texts.of(isOff ? 'pairs.off' : 'pairs.none')}</p>`);
    return;
  }
  yield html`${sectionStart(listed)}<p>${texts.of('pairs.intro')}</p>
${thresholds(drawn)}<ul class="pairs">
`;
  for await (const pair of pairs) yield pairItem(pair, drawn);
  yield html`</ul>\n${sectionEnd()}`;
}

/** What the similarities that decide mean, in words. */
function thresholds({ report, texts }: Drawn): Html | undefined {
  const all = report.nearest?.thresholds ?? [];
  if (all.length === 0) return undefined;
  const items = all.map(({ similarity, meaning }) => {
    const values = { similarity: texts.number(similarity, 3), meaning: printable(meaning) };
    return html`<li>${texts.of('pairs.threshold', values)}</li>\n`;
  });
  return html`<h3>${texts.of('pairs.thresholds')}</h3>
<ul>
${items}</ul>
`;
}

function pairItem(pair: ReportedPair, drawn: Drawn): Html {
  const { kind, similarity, threshold } = pair;
  const { texts } = drawn;
  const { value, limit } = against(similarity, threshold, 3);
  return html`<li class="pair">
${faces(pair, drawn)}<p><strong>${texts.html(`pairs.alike.${kind}`, namesOf(pair, drawn))}</strong></p>
<p>${texts.of('pairs.similarity', { similarity: value, threshold: limit })}</p>
</li>
`;
}

function faces({ photo, other }: ReportedPair, drawn: Drawn): Html | undefined {
  const { texts, look } = drawn;
  if (look.anonymous) return undefined;
  const face = (of: 'this' | 'other', { userId, picture }: typeof other): Html => {
    const alt = texts.of('picture.alt.plain', { user: printable(userId) });
    return html`<figure>
${facePicture(picture, alt, drawn)}
<figcaption>${texts.html(`pairs.${of}`, { user: foreign(userId) })}</figcaption>
</figure>
`;
  };
  return html`<div class="faces">
${face('this', photo)}${face('other', other)}</div>
`;
}

function namesOf(
  { photo, other }: ReportedPair,
  { texts, look }: Drawn,
): Readonly<Record<'photo' | 'other', HtmlValue>> {
  const { row } = photo;
  if (look.anonymous) {
    const place = row === undefined ? texts.of('pairs.photo') : texts.of('pairs.row', { row });
    return { photo: place, other: texts.of('pairs.otherUser') };
  }
  const user = (id: string): Html => texts.html('pairs.user', { user: foreign(id) });
  return { photo: user(photo.userId), other: user(other.userId) };
}
