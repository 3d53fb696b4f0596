import { number } from '../../domain/text.js';
import { labelsBelow, roomFor, rowsOf, widthOf } from './axes.js';
import { countBars, countScale } from './count-bars.js';
import { headingOf, marginOf, picture } from './picture.js';
import type { PlotLook, SeriesData } from './plot.js';

const AREA = 160;
/** A bar is not wider, however few there are. */
const WIDEST = 72;

/** Counts of one period after another. */
export function seriesPlot({ title, bars }: SeriesData, look: PlotLook): string {
  const heading = headingOf(look, { title });
  const [top, bottom] = [heading.height, heading.height + AREA];
  const { ticks, y } = countScale(bars, top, bottom);
  const ends = [marginOf(look) + roomFor(ticks), look.width - marginOf(look) - 4] as const;
  const width = Math.min((ends[1] - ends[0]) / Math.max(bars.length, 1), WIDEST);
  const placed = bars.map(({ label, count }, n) => ({
    name: label,
    count,
    from: ends[0] + n * width,
    to: ends[0] + (n + 1) * width,
  }));
  const figures = bars.map(({ label, count }) => `${label}: ${number(count)}`);
  return picture(look, title, figures, bottom + 26 + marginOf(look) / 3, [
    heading.svg,
    rowsOf(look, ticks, y, ends),
    countBars(look, placed, y, bottom),
    labelsBelow(
      look,
      labelled(placed, width).map(({ name, from, to }) => ({ at: (from + to) / 2, words: name })),
      bottom,
    ),
  ]);
}

/** A label for each bar, or for each second, third... where there is no room for all. */
function labelled<T extends { readonly name: string }>(bars: readonly T[], width: number) {
  const widest = Math.max(0, ...bars.map(({ name }) => widthOf(name)));
  const each = Math.max(1, Math.ceil((widest + 8) / width));
  return bars.filter((_, n) => n % each === 0);
}
