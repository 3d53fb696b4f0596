import { emsOf, linesOf, svgText, type TextStyle } from '../svg-text.js';
import { type Ink, paint } from './inks.js';
import type { PlotLook } from './plot.js';
import type { Scale, Tick } from './scale.js';

/** The size of most letters, in pixels, and the height of a line of them. */
export const LETTERS = 13;
export const LINE = 19;

/** A style of text. */
export function letters(
  look: PlotLook,
  ink: Ink = 'text',
  anchor: TextStyle['anchor'] = 'start',
): TextStyle {
  return { anchor, size: LETTERS, paint: paint(look, ink, 'fill') };
}

/** The width of a text in pixels, at most. */
export function widthOf(words: string): number {
  return emsOf(words) * LETTERS;
}

export function lineOf(
  look: PlotLook,
  ink: Ink,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  more = '',
): string {
  const [x1, y1, x2, y2] = [...from, ...to].map((place) => place.toFixed(1));
  return `<line x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}"${paint(look, ink, 'stroke')}${more}/>`;
}

/**
 * The ticks whose words have room on a horizontal axis: `ticksOf` is asked for fewer until they do.
 */
export function fittingTicks(
  ticksOf: (most: number) => readonly Tick[],
  length: number,
  most = 12,
): readonly Tick[] {
  for (let n = most; n > 1; n -= 1) {
    const ticks = ticksOf(n);
    const widest = Math.max(0, ...ticks.map(({ words }) => widthOf(words)));
    if (ticks.length * (widest + 10) <= length) return ticks;
  }
  return ticksOf(1).slice(0, 1);
}

/** Words below places of a horizontal axis, within the picture; those without room are left out. */
export function labelsBelow(
  look: PlotLook,
  labels: readonly { readonly at: number; readonly words: string }[],
  bottom: number,
): string {
  let free = 0;
  const texts = labels.map(({ at, words }) => {
    const half = widthOf(words) / 2;
    const middle = Math.min(Math.max(at, half), look.width - half);
    if (middle - half < free) return '';
    free = middle + half + 6;
    return svgText(middle, bottom + 18, words, letters(look, 'text', 'middle'));
  });
  return texts.filter((text) => text !== '').join('\n');
}

/** The numbers of a horizontal axis, and below them its name. */
export function axisBelow(
  look: PlotLook,
  ticks: readonly Tick[],
  x: Scale,
  bottom: number,
  name: string,
  [left, right]: readonly [left: number, right: number],
): { readonly svg: string; readonly height: number } {
  const numbers = labelsBelow(
    look,
    ticks.map(({ at, words }) => ({ at: x(at), words })),
    bottom,
  );
  const lines = name === '' ? [] : linesOf(name, right - left, { size: LETTERS });
  const names = lines.map((line, n) =>
    svgText((left + right) / 2, bottom + 42 + n * LINE, line, letters(look, 'faint', 'middle')),
  );
  return {
    svg: [numbers, ...names].join('\n'),
    height: lines.length === 0 ? 26 : 32 + lines.length * LINE,
  };
}

/** Lines that lead from a vertical axis, with their numbers at the left. */
export function rowsOf(
  look: PlotLook,
  ticks: readonly Tick[],
  y: Scale,
  [left, right]: readonly [left: number, right: number],
): string {
  return ticks
    .map(({ at, words }) => {
      const words_ = svgText(left - 8, y(at) + 4, words, letters(look, 'text', 'end'));
      return `${lineOf(look, 'grid', [left, y(at)], [right, y(at)])}\n${words_}`;
    })
    .join('\n');
}

/** The width of the numbers of a vertical axis, with the gap before its lines. */
export function roomFor(ticks: readonly Tick[]): number {
  return Math.max(0, ...ticks.map(({ words }) => widthOf(words))) + 8;
}
