import { Html, html } from '../html.js';
import type { PlotLook } from './plot.js';

/** Widths of a page's plots: on a desk and on A4, and on a phone of 360 px. */
const WIDE = 680;
const NARROW = 320;
const SMALL = 240;

/** A plot of a page with its caption, drawn for wide and for narrow pages. */
export function plotFigure(caption: string, draw: (look: PlotLook) => string): Html {
  const drawn = (width: number) => pictureOf(draw, width);
  return html`<figure class="plot"><figcaption>${caption}</figcaption><div class="plot-wide">${drawn(WIDE)}</div><div class="plot-narrow">${drawn(NARROW)}</div></figure>`;
}

/** A small plot of a page: one of several, in an element of the class `plots`. */
export function smallPlotFigure(caption: string, draw: (look: PlotLook) => string): Html {
  return html`<figure class="plot"><figcaption>${caption}</figcaption>${pictureOf(draw, SMALL)}</figure>`;
}

/** A plot is HTML as it stands: all texts in it are escaped where they are drawn. */
function pictureOf(draw: (look: PlotLook) => string, width: number): Html {
  return Html.of([draw({ place: 'page', width })], []);
}
