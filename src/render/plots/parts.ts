import { labelledRows } from './labelled-rows.js';
import { headingOf, marginOf, picture } from './picture.js';
import type { PartsData, PlotLook } from './plot.js';
import { linear } from './scale.js';

/** The parts of a whole, each a bar below its name; all of it is the whole width. */
export function partsPlot({ title, parts }: PartsData, look: PlotLook): string {
  const heading = headingOf(look, { title });
  const ends = [marginOf(look), look.width - marginOf(look) - 2] as const;
  const whole = parts.reduce((sum, { count }) => sum + count, 0);
  const x = linear(0, Math.max(1, whole), ...ends);
  const rows = parts.map(({ label, words, count }) => ({
    ...{ label, words },
    from: ends[0],
    to: x(count),
  }));
  const top = heading.height - 14;
  const drawn = labelledRows(rows, look, ends, top);
  const figures = parts.map(({ label, words }) => `${label}: ${words}`);
  const bottom = top + drawn.height + marginOf(look) / 3;
  return picture(look, title, figures, bottom, [heading.svg, drawn.svg]);
}
