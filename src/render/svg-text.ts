import { xmlText } from '../domain/xml-text.js';
import { graphemes } from './fitted.js';

/**
 * Widths of letters as shares of the font's size: those of DejaVu Sans, the widest font used for
 * "sans-serif" (Arial and Helvetica are a tenth narrower), rounded up. The font that will show a
 * picture is unknown.
 */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/^[ !"'(),./:;I[\]`fijlrt{|}-]/, 0.47],
  [/^[$*0-9?_a-ln-vx-z]/, 0.65],
  [/^[#&+<=>A-LN-VX-Z^~]/, 0.84],
];
/** m, w, M, W, %, @, and letters that are not ASCII. */
const WIDEST = 1.1;

const BOLD = 1.12;

export interface TextStyle {
  readonly anchor: 'start' | 'middle' | 'end';
  readonly size: number;
  /** The attributes that colour it. */
  readonly paint?: string;
  readonly bold?: boolean;
}

/** The text in lines of at most `most` pixels, broken between words or, if need be, within. */
export function linesOf(
  text: string,
  width: number,
  { size, bold }: Pick<TextStyle, 'size' | 'bold'>,
): readonly string[] {
  const most = width / (size * (bold ? BOLD : 1));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, most))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (emsOf(longer) <= most) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word in parts that fit into a line. */
function pieces(word: string, most: number): readonly string[] {
  const parts = [''];
  let used = 0;
  for (const { segment } of graphemes(word)) {
    const width = letterWidth(segment);
    if (used + width > most && used > 0) {
      parts.push('');
      used = 0;
    }
    parts[parts.length - 1] += segment;
    used += width;
  }
  return parts;
}

/** The greatest width of a text as a share of the font's size. */
export function emsOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes(text)) width += letterWidth(segment);
  return width;
}

function letterWidth(grapheme: string): number {
  return WIDTHS.find(([letters]) => letters.test(grapheme))?.[1] ?? WIDEST;
}

/** The text cut with an ellipsis where it is wider than `width` pixels. */
export function shortened(
  text: string,
  width: number,
  { size, bold }: Pick<TextStyle, 'size' | 'bold'>,
): string {
  const most = width / (size * (bold ? BOLD : 1));
  if (emsOf(text) <= most) return text;
  const [cut = ''] = pieces(text, most - letterWidth('…'));
  return `${cut.trimEnd()}…`;
}

/** One line of text of an SVG picture. `whole` is shown to whoever points at it. */
export function svgText(
  left: number,
  top: number,
  words: string,
  { anchor, size, paint = '', bold }: TextStyle,
  whole = words,
): string {
  const weight = bold ? ' font-weight="bold"' : '';
  const title = whole === words ? '' : `<title>${xmlText(whole)}</title>`;
  return `<text x="${left.toFixed(1)}" y="${top.toFixed(1)}" text-anchor="${anchor}" font-size="${size}"${paint}${weight}>${xmlText(words)}${title}</text>`;
}
