import { linesOf, shortened, svgText } from '../svg-text.js';
import { axisBelow, fittingTicks, LETTERS, LINE, letters, lineOf, widthOf } from './axes.js';
import { paint } from './inks.js';
import { headingOf, marginOf, picture } from './picture.js';
import type { PlotLook, TimelineData } from './plot.js';
import { linear, timeTicks } from './scale.js';

const BAR = 12;
const GAP = 12;

/** The phases of a run from its beginning to its end, each below its name and its duration. */
export function timelinePlot({ title, phases }: TimelineData, look: PlotLook): string {
  const heading = headingOf(look, { title });
  const ends = [marginOf(look), look.width - marginOf(look) - 2] as const;
  const end = Math.max(1, ...phases.map(({ to }) => to));
  const x = linear(0, end, ...ends);
  let bottom = heading.height - 14;
  const rows = phases.map((phase) => {
    const words = wordsOf(phase, look, ends, bottom);
    const top = bottom + words.height + 6;
    bottom = top + BAR + GAP;
    // A phase that took no time is seen, too.
    const width = Math.max(x(phase.to) - x(phase.from), 1.5);
    const left = Math.min(x(phase.from), ends[1] - width);
    const bar = `<rect x="${left.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${BAR}"${paint(look, 'bar', 'fill')}/>`;
    const ground = lineOf(look, 'grid', [ends[0], top + BAR], [ends[1], top + BAR]);
    return [words.svg, ground, bar].join('\n');
  });
  const ticks = fittingTicks((most) => timeTicks(end, most), ends[1] - ends[0], 9);
  const below = axisBelow(look, ticks, x, bottom - 6, '', ends);
  const figures = phases.map(({ label, words }) => `${label}: ${words}`);
  return picture(look, title, figures, bottom + below.height + marginOf(look) / 3, [
    heading.svg,
    ...rows,
    below.svg,
  ]);
}

/** Name and duration in one line, or the duration below the name where both have no room. */
function wordsOf(
  { label, words }: TimelineData['phases'][number],
  look: PlotLook,
  [left, right]: readonly [left: number, right: number],
  top: number,
): { readonly svg: string; readonly height: number } {
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
