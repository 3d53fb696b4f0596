import type { PoorPhoto } from '../../../domain/run-report.js';
import { printable } from '../../../domain/text.js';
import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { section } from '../parts.js';
import { spreadPlots } from '../spread-plots.js';
import { facePicture } from './face-picture.js';
import { who } from './photo-names.js';
import type { Drawn } from './run-file.js';

/** How good the photos of a run are, by measure; and the poorest that were enrolled. */
export function qualitySection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  if (report.quality.length === 0) {
    return section(listed, html`<p>${texts.of('quality.none')}</p>`);
  }
  return section(
    listed,
    html`<p>${texts.of('quality.intro')}</p>
${spreadPlots(report.quality, texts)}${report.poorest.length > 0 && poorest(drawn)}`,
  );
}

function poorest(drawn: Drawn): Html {
  const { report, texts } = drawn;
  return html`<h3>${texts.of('quality.poorest')}</h3>
<p>${texts.of('quality.poorest.intro')}</p>
<ul class="cards">
${report.poorest.map((photo) => poorCard(photo, drawn))}</ul>`;
}

function poorCard(photo: PoorPhoto, drawn: Drawn): Html {
  const { texts } = drawn;
  const alt = texts.of('picture.alt.plain', { user: printable(photo.userId) });
  const least = photo.least.map(({ measure, component }) => {
    const values = { measure: texts.of(`measure.${measure}`), component: texts.number(component) };
    return html`<li>${texts.of('quality.least', values)}</li>\n`;
  });
  const quality = { quality: texts.number(photo.quality, 2) };
  return html`<li class="card">
${facePicture(photo.picture, alt, drawn)}
<div>
${who(photo, drawn)}<p>${texts.of('quality.of', quality)}</p>
<ul>
${least}</ul>
</div>
</li>
`;
}
