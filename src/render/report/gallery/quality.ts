import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { section } from '../parts.js';
import { spreadPlots } from '../spread-plots.js';
import type { Drawn } from './drawn.js';

/** How good the photos were that the templates were made from, by measure. */
export function qualitySection(listed: Listed, { report, texts }: Drawn): Html {
  if (report.quality.length === 0) {
    return section(listed, html`<p>${texts.of('gallery.quality.none')}</p>`);
  }
  return section(
    listed,
    html`<p>${texts.of('gallery.quality.intro')}</p>\n${spreadPlots(report.quality, texts)}`,
  );
}
