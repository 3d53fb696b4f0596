import { number } from '../../domain/text.js';
import { linesOf, shortened, svgText } from '../svg-text.js';
import { axisBelow, fittingTicks, LETTERS, LINE, letters, lineOf, widthOf } from './axes.js';
import { paint } from './inks.js';
import { headingOf, inkOf, marginOf, markLine, picture, told } from './picture.js';
import type { IntervalData, PlotLook } from './plot.js';
import { linear, logarithmic, powerTicks, roundTicks, type Scale, type Tick } from './scale.js';

type Row = IntervalData['rows'][number];

/** Labels have at most this share of the width, and two lines. */
const LABELS = 0.4;
const MOST_LINES = 2;
const GAP = 10;
/** What is less is drawn as 0. */
const LEAST = 1e-12;

/** A value with its interval for each row, with the rows' labels at the left. */
export function intervalPlot(data: IntervalData, look: PlotLook): string {
  const { title, rows, reference, format = number } = data;
  const legend = reference ? [{ ink: inkOf(reference), words: reference.words }] : [];
  const heading = headingOf(look, { title }, legend);
  const edge = marginOf(look);
  const widest = Math.max(0, ...rows.flatMap(({ label, note = '' }) => [label, note].map(widthOf)));
  const labels = Math.min(widest + 1, (look.width - 2 * edge) * LABELS);
  const ends = [edge + labels + 14, look.width - edge - 8] as const;
  const { x, ticksOf } = scaleOf(data, ends);
  let bottom = heading.height;
  const drawn = rows.map((row) => {
    const words = labelOf(row, look, edge, labels, bottom);
    const middle = bottom + words.height / 2;
    bottom += words.height + GAP;
    const figure = told(intervalOf(row, look, x, middle), figureOf(row, format));
    return [words.svg, figure].join('\n');
  });
  const ticks = fittingTicks(ticksOf, ends[1] - ends[0], 8);
  const grid = ticks.map(({ at }) =>
    lineOf(look, 'grid', [x(at), heading.height], [x(at), bottom]),
  );
  const below = axisBelow(look, ticks, x, bottom, data.axis, ends);
  const figures = [
    ...rows.map((row) => figureOf(row, format)),
    ...legend.map(({ words }) => words),
  ];
  return picture(look, title, figures, bottom + below.height + edge / 3, [
    heading.svg,
    ...grid,
    reference ? markLine(look, reference, x, heading.height, bottom) : '',
    ...drawn,
    below.svg,
  ]);
}

function figureOf({ label, value, low, high, note }: Row, format: (value: number) => string) {
  const interval = `${format(value)} (${format(low)}–${format(high)})`;
  return [`${label}: ${interval}`, ...(note === undefined ? [] : [note])].join(', ');
}

/**
 * From 0, or from the power of ten below the least value, to a round number. Where all values lie
 * together far from 0, a linear axis begins just below them: their differences are what is shown.
 */
function scaleOf(
  { rows, reference, scale, format = number }: IntervalData,
  ends: readonly [number, number],
): { readonly x: Scale; readonly ticksOf: (most: number) => readonly Tick[] } {
  const marks = reference ? [reference.at] : [];
  const values = [...rows.flatMap(({ value, low, high }) => [value, low, high]), ...marks];
  if (scale === 'log') {
    const positive = values.filter((value) => value > LEAST);
    const [least, most] = [Math.min(1, ...positive), Math.max(...positive, 0)];
    const from = 10 ** Math.floor(Math.log10(least));
    const to = Math.max(10 ** Math.ceil(Math.log10(most || 1)), from * 10);
    return {
      x: logarithmic(from, to, ...ends),
      ticksOf: (most) => powerTicks(from, to, most, format),
    };
  }
  const [least, most] = [Math.min(...values, Infinity), Math.max(...values, 0)];
  const from =
    least > Math.max(most / 2, LEAST) && values.length > 0
      ? roundBelow(least, most)
      : Math.min(0, least);
  const to = most - from > LEAST ? most : from + 1;
  return {
    x: linear(from, to, ...ends),
    ticksOf: (most) => roundTicks(from, to, most).map(({ at }) => ({ at, words: format(at) })),
  };
}

/** A round number that is at most the least of some values, and near it. */
function roundBelow(least: number, most: number): number {
  const room = most - least > LEAST ? most - least : most;
  return roundTicks(Math.max(0, least - room), least, 4).at(-1)?.at ?? 0;
}

/** The label in at most two lines, and the note below it. */
function labelOf(
  { label, note }: Row,
  look: PlotLook,
  left: number,
  width: number,
  top: number,
): { readonly svg: string; readonly height: number } {
  const style = { size: LETTERS };
  const lines = linesOf(label, width, style);
  const shown = lines.slice(0, MOST_LINES);
  if (lines.length > MOST_LINES) {
    // What is left out shows in an ellipsis; the whole label is there for whoever points at it.
    const rest = lines.slice(MOST_LINES - 1).join(' ');
    shown[MOST_LINES - 1] = shortened(rest, width, style);
  }
  const whole = lines.length > MOST_LINES ? label : undefined;
  const texts = shown.map((line, n) =>
    svgText(left, top + (n + 1) * LINE - 5, line, letters(look), whole ?? line),
  );
  if (note !== undefined) {
    const cut = shortened(note, width, style);
    const place = top + (shown.length + 1) * LINE - 5;
    texts.push(svgText(left, place, cut, letters(look, 'faint'), note));
  }
  return { svg: texts.join('\n'), height: texts.length * LINE };
}

/** A line with an end at both sides, and a point. */
function intervalOf({ value, low, high }: Row, look: PlotLook, x: Scale, middle: number): string {
  const line = (from: readonly [number, number], to: readonly [number, number]) =>
    lineOf(look, 'bar', from, to, ' stroke-width="2"');
  const end = (at: number) => line([at, middle - 4], [at, middle + 4]);
  return [
    line([x(low), middle], [x(high), middle]),
    end(x(low)),
    end(x(high)),
    `<circle cx="${x(value).toFixed(1)}" cy="${middle.toFixed(1)}" r="4.5"${paint(look, 'bar', 'fill')}/>`,
  ].join('\n');
}
