import { xmlText } from '../../domain/xml-text.js';
import { linesOf, svgText } from '../svg-text.js';
import { LETTERS, LINE, letters, lineOf } from './axes.js';
import { type Ink, paint } from './inks.js';
import type { Mark, PlotLook } from './plot.js';
import type { Scale } from './scale.js';

/** Between what is drawn and the ends of a file's picture; a page has its own margins. */
export function marginOf({ place }: PlotLook): number {
  return place === 'file' ? 24 : 0;
}

/** A part of a picture. */
export interface Part {
  readonly svg: string;
  readonly height: number;
}

/** Lines of text from the top of a picture downwards. */
export interface LegendEntry {
  readonly ink: Ink;
  readonly words: string;
}

/** How a mark is drawn. */
export function inkOf({ ink = 'threshold' }: Mark): Ink {
  return ink;
}

const TITLE = { size: 17, bold: true } as const;

/** What stands above a plot: in a file its title and on what it was measured; then what is drawn how. */
export function headingOf(
  look: PlotLook,
  { title, facts = '' }: { readonly title: string; readonly facts?: string },
  legend: readonly LegendEntry[] = [],
): Part {
  const left = marginOf(look);
  const width = look.width - 2 * left;
  const svg: string[] = [];
  let top = left === 0 ? 0 : 14;
  if (look.place === 'file') {
    for (const line of linesOf(title, width, TITLE)) {
      top += 24;
      svg.push(svgText(left, top, line, { ...letters(look), ...TITLE }));
    }
  }
  if (facts !== '') {
    for (const line of linesOf(facts, width, { size: LETTERS })) {
      top += LINE;
      svg.push(svgText(left, top, line, letters(look, 'faint')));
    }
  }
  if (legend.length > 0 && svg.length > 0) top += 8;
  for (const { ink, words } of legend) {
    const swatch = `<rect x="${left}" y="${top + LINE - 10}" width="10" height="10"${paint(look, ink, 'fill')}/>`;
    svg.push(swatch);
    for (const line of linesOf(words, width - 18, { size: LETTERS })) {
      top += LINE;
      svg.push(svgText(left + 18, top, line, letters(look)));
    }
  }
  return { svg: svg.join('\n'), height: svg.length === 0 ? 14 : top + 20 };
}

/** The whole picture. `figures` are what it shows, for whoever cannot see it. */
export function picture(
  look: PlotLook,
  title: string,
  figures: readonly string[],
  height: number,
  content: readonly string[],
): string {
  const { width, place } = look;
  const high = Math.ceil(height);
  const about = `<title>${xmlText(title)}</title>\n<desc>${xmlText(figures.join('; '))}</desc>`;
  const begin = `<svg${place === 'file' ? ' xmlns="http://www.w3.org/2000/svg"' : ''} width="${width}" height="${high}" viewBox="0 0 ${width} ${high}" role="img" font-family="sans-serif">`;
  const paper = place === 'file' ? ['<rect width="100%" height="100%" fill="white"/>'] : [];
  return `${[begin, about, ...paper, ...content.filter((part) => part !== ''), '</svg>'].join('\n')}\n`;
}

/** A line at a mark, from the top of the area to its bottom. */
export function markLine(
  look: PlotLook,
  mark: Mark,
  x: Scale,
  top: number,
  bottom: number,
): string {
  const dashes = mark.dashed ? ' stroke-dasharray="5 4"' : '';
  const place = x(mark.at);
  const more = ` stroke-width="2"${dashes}`;
  return lineOf(look, inkOf(mark), [place, top], [place, bottom], more);
}

/** Something that tells what it is to whoever points at it. */
export function told(shape: string, words: string): string {
  return `<g><title>${xmlText(words)}</title>${shape}</g>`;
}
