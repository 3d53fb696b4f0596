import { linesOf, shortened, svgText } from '../svg-text.js';
import { LETTERS, LINE, letters, lineOf, widthOf } from './axes.js';
import { paint } from './inks.js';
import type { Part } from './picture.js';
import type { PlotLook } from './plot.js';

/** A bar below its name and what it stands for. */
export interface LabelledRow {
  readonly label: string;
  readonly words: string;
  /** Places in the picture. */
  readonly from: number;
  readonly to: number;
}

const BAR = 12;
const GAP = 12;

/** Rows from `top` downwards. */
export function labelledRows(
  rows: readonly LabelledRow[],
  look: PlotLook,
  ends: readonly [left: number, right: number],
  top: number,
): Part {
  let bottom = top;
  const drawn = rows.map((row) => {
    const words = wordsOf(row, look, ends, bottom);
    const place = bottom + words.height + 6;
    bottom = place + BAR + GAP;
    return [words.svg, barOf(row, look, ends, place)].join('\n');
  });
  return { svg: drawn.join('\n'), height: bottom - top };
}

function barOf(
  { from, to }: LabelledRow,
  look: PlotLook,
  [start, end]: readonly [left: number, right: number],
  top: number,
): string {
  const ground = lineOf(look, 'grid', [start, top + BAR], [end, top + BAR]);
  if (to <= start) return ground;
  // What took no time is seen, too.
  const width = Math.max(to - from, 1.5);
  const left = Math.min(from, end - width);
  return `${ground}\n<rect x="${left.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${BAR}"${paint(look, 'bar', 'fill')}/>`;
}

/** Name and words in one line, or the words below the name where both have no room. */
function wordsOf(
  { label, words }: LabelledRow,
  look: PlotLook,
  [left, right]: readonly [left: number, right: number],
  top: number,
): Part {
  const width = right - left;
  const name = shortened(label, width, { size: LETTERS });
  const nameText = svgText(left, top + LINE - 3, name, letters(look), label);
  if (widthOf(name) + widthOf(words) + 16 <= width) {
    const text = svgText(right, top + LINE - 3, words, letters(look, 'faint', 'end'));
    return { svg: `${nameText}\n${text}`, height: LINE };
  }
  const lines = linesOf(words, width, { size: LETTERS }).map((line, n) =>
    svgText(left, top + (n + 2) * LINE - 3, line, letters(look, 'faint')),
  );
  return { svg: [nameText, ...lines].join('\n'), height: LINE * (1 + lines.length) };
}
