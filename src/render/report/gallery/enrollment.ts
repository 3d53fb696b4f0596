import { type Html, html } from '../../html.js';
import { plotFigure } from '../../plots/figure.js';
import { seriesPlot } from '../../plots/series.js';
import type { Listed } from '../document.js';
import { section } from '../parts.js';
import type { Drawn } from './drawn.js';

/** When the users were enrolled. */
export function enrollmentSection(listed: Listed, { report, texts }: Drawn): Html {
  const { unit, counts } = report.enrollment;
  if (counts.length === 0) {
    return section(listed, html`<p>${texts.of('gallery.enrollment.none')}</p>`);
  }
  const title = texts.of(`gallery.enrollment.${unit}`);
  const plot = plotFigure(title, (look) => seriesPlot({ title, bars: counts }, look));
  return section(listed, html`<p>${texts.of('gallery.enrollment.intro')}</p>\n${plot}`);
}
