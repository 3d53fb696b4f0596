import { number } from '../../domain/text.js';
import { axisBelow, fittingTicks, roomFor, rowsOf } from './axes.js';
import { countBars, countScale } from './count-bars.js';
import { headingOf, inkOf, marginOf, markLine, picture } from './picture.js';
import type { HistogramData, PlotLook } from './plot.js';
import { linear, roundTicks } from './scale.js';

/** Height of the bars' area: these plots are small, since there are many of them. */
const AREA = 90;

/** How many have which value. */
export function histogramPlot(data: HistogramData, look: PlotLook): string {
  const { bars, mark, axis, title } = data;
  const legend = mark ? [{ ink: inkOf(mark), words: mark.words }] : [];
  const heading = headingOf(look, { title }, legend);
  const [top, bottom] = [heading.height, heading.height + AREA];
  const { ticks, y } = countScale(bars, top, bottom);
  const ends = [marginOf(look) + roomFor(ticks), look.width - marginOf(look) - 4] as const;
  const values = [...bars.flatMap(({ from, to }) => [from, to]), ...(mark ? [mark.at] : [])];
  const [from, to] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const x = linear(from, to, ...ends);
  const columns = fittingTicks((most) => roundTicks(from, to, most), ends[1] - ends[0], 6);
  const below = axisBelow(look, columns, x, bottom, axis, ends);
  const named = bars.map(({ from, to, count }) => ({
    from: x(from),
    to: x(to),
    count,
    name: `${number(from)}–${number(to)}`,
  }));
  const figures = [
    ...named.map(({ name, count }) => `${name}: ${number(count)}`),
    ...legend.map(({ words }) => words),
  ];
  return picture(look, title, figures, bottom + below.height + marginOf(look) / 3, [
    heading.svg,
    rowsOf(look, ticks, y, ends),
    below.svg,
    countBars(look, named, y, bottom),
    mark ? markLine(look, mark, x, top, bottom) : '',
  ]);
}
