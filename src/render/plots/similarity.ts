import { number } from '../../domain/text.js';
import { type Bar, bars } from '../bars.js';
import { svgText } from '../svg-text.js';
import { axisBelow, fittingTicks, letters, roomFor, rowsOf } from './axes.js';
import { type Ink, paint } from './inks.js';
import { headingOf, inkOf, type LegendEntry, marginOf, markLine, picture } from './picture.js';
import type { PlotLook, SimilarityData } from './plot.js';
import { linear, powerTicks, roundTicks, type Scale } from './scale.js';

/** Height of the bars' area. */
const AREA = 290;
/** Room for the name of the axis of counts, left of its numbers. */
const NAME = 28;
/** Enough to show the shape, with bars of a visible width. */
const MOST_BARS = 100;
/** As many figures as somebody listens to. */
const MOST_TOLD = 20;

/** How many pairs have which similarity, on a logarithmic scale, with similarities that decide. */
export function similarityPlot(data: SimilarityData, look: PlotLook): string {
  const { similarities, words, marks } = data;
  const all = bars(similarities, MOST_BARS);
  const heading = headingOf(look, data, legendOf(data));
  const [top, bottom] = [heading.height, heading.height + AREA];
  const places = marks.map(({ at }) => at);
  const from = Math.min(all[0]?.from ?? 0, ...places);
  const to = Math.max(all.at(-1)?.to ?? 1, ...places);
  const most = Math.max(1, ...all.map(({ different, same }) => Math.max(different, same)));
  // A line for each power of ten, from 1 to the longest bar.
  const tens = Math.max(1, Math.ceil(Math.log10(most)));
  const rows = powerTicks(1, 10 ** tens, tens + 1);
  const edge = Math.min(6, marginOf(look));
  const ends = [edge + NAME + roomFor(rows), look.width - marginOf(look) - 6] as const;
  const x = linear(from, to, ...ends);
  // The axis begins half a power of ten below 1, so that a bar of one pair is visible.
  const y: Scale = (count) => bottom - ((Math.log10(count) + 0.5) / (tens + 0.5)) * AREA;
  const columns = fittingTicks((most) => roundTicks(from, to, most), ends[1] - ends[0]);
  const below = axisBelow(look, columns, x, bottom, data.axis, ends);
  const name = svgText(0, 0, data.countAxis, letters(look, 'faint', 'middle'));
  return picture(look, data.title, figuresOf(data), bottom + below.height + marginOf(look) / 3, [
    heading.svg,
    rowsOf(look, rows, y, ends),
    below.svg,
    shape(look, all, 'different', x, y, bottom),
    words.same === undefined ? '' : shape(look, all, 'same', x, y, bottom),
    ...marks.map((mark) => markLine(look, mark, x, top, bottom)),
    `<g transform="translate(${edge + 14} ${top + AREA / 2}) rotate(-90)">${name}</g>`,
  ]);
}

function legendOf({ words, marks }: SimilarityData): readonly LegendEntry[] {
  return [
    { ink: 'different', words: words.different },
    ...(words.same === undefined ? [] : [{ ink: 'same' as Ink, words: words.same }]),
    ...marks.map((mark) => ({ ink: inkOf(mark), words: mark.words })),
  ];
}

function figuresOf({ similarities, words, marks }: SimilarityData): readonly string[] {
  const few = bars(similarities, MOST_TOLD);
  const counts = (kind: 'different' | 'same', words: string) =>
    few
      .filter((bar) => bar[kind] > 0)
      .map(({ from, to, [kind]: count }, n) => {
        const figure = `${from}–${to}: ${number(count)}`;
        return n === 0 ? `${words}: ${figure}` : figure;
      });
  return [
    ...counts('different', words.different),
    ...(words.same === undefined ? [] : counts('same', words.same)),
    ...marks.map(({ words }) => words),
  ];
}

/** All bars of one kind as one outline: separate edges would show as stripes. */
function shape(
  look: PlotLook,
  all: readonly Bar[],
  kind: 'different' | 'same',
  x: Scale,
  y: Scale,
  bottom: number,
): string {
  const points = all.flatMap((bar) => {
    const top = bar[kind] > 0 ? y(bar[kind]) : bottom;
    return [
      [x(bar.from), top],
      [x(bar.to), top],
    ];
  });
  if (points.length === 0) return '';
  const outline = [[x(all[0]?.from ?? 0), bottom], ...points, [x(all.at(-1)?.to ?? 1), bottom]];
  const path = outline.map((point) => point.map((value) => value?.toFixed(1)).join(','));
  return `<polygon points="${path.join(' ')}"${paint(look, kind, 'fill', 'stroke')} fill-opacity="0.35"/>`;
}
