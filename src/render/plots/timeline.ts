import { axisBelow, fittingTicks } from './axes.js';
import { labelledRows } from './labelled-rows.js';
import { headingOf, marginOf, picture } from './picture.js';
import type { PlotLook, TimelineData } from './plot.js';
import { linear, timeTicks } from './scale.js';

/** The phases of a run from its beginning to its end, each below its name and its duration. */
export function timelinePlot({ title, phases }: TimelineData, look: PlotLook): string {
  const heading = headingOf(look, { title });
  const ends = [marginOf(look), look.width - marginOf(look) - 2] as const;
  const end = Math.max(1, ...phases.map(({ to }) => to));
  const x = linear(0, end, ...ends);
  // A phase at the very beginning has a bar.
  const placed = phases.map(({ from, to, ...phase }) => ({
    ...phase,
    from: x(from),
    to: Math.max(x(to), ends[0] + 1),
  }));
  const top = heading.height - 14;
  const rows = labelledRows(placed, look, ends, top);
  const bottom = top + rows.height;
  const ticks = fittingTicks((most) => timeTicks(end, most), ends[1] - ends[0], 9);
  const below = axisBelow(look, ticks, x, bottom - 6, '', ends);
  const figures = phases.map(({ label, words }) => `${label}: ${words}`);
  return picture(look, title, figures, bottom + below.height + marginOf(look) / 3, [
    heading.svg,
    rows.svg,
    below.svg,
  ]);
}
