import { rate } from '../domain/figures.js';
import { count, number, printable } from '../domain/text.js';
import { similarityAt } from '../domain/thresholds.js';
import { type Bar, bars } from './bars.js';
import type { CalibrationReport } from './calibration-report.js';
import { emsOf, linesOf, svgText, type TextStyle } from './svg-text.js';

const WIDTH = 800;
const [RIGHT, BOTTOM] = [30, 64];
/** Room for the name of the axis, left of its numbers. */
const AXIS = 40;
/** Height of the bars' area. */
const BARS = 290;

const TITLE = { anchor: 'start', size: 17, bold: true } as const;
const TEXT = { anchor: 'start', size: 13 } as const;
const TITLE_LINE = 24;
const TEXT_LINE = 19;

/** Enough to show the shape, with bars of a visible width. */
const MOST_BARS = 100;

const DIFFERENT = '#8c959f';
const SAME = '#1a7f37';
const THRESHOLD = '#cf222e';
const PACK = '#8250df';
const GREY = '#57606a';

/**
 * The similarities of pairs of different users, and of one user, as an SVG picture with the
 * thresholds.
 *
 * @param date when they were measured, for people
 */
export function calibrationPlot(report: CalibrationReport, date: string): string {
  const all = bars(report.similarities, MOST_BARS);
  const { threshold } = report.calibration;
  const pack = report.packTable && similarityAt(report.packTable, threshold.fmr);
  const heading = headingOf(report, date, pack);
  const [top, bottom] = [heading.height, heading.height + BARS];
  const from = all[0]?.from ?? 0;
  const to = Math.max(all.at(-1)?.to ?? 1, threshold.similarity, pack ?? 0);
  const most = Math.max(...all.map(({ different, same }) => Math.max(different, same)));
  // A line for each power of ten, from 1 to the longest bar.
  const tens = Math.max(1, Math.ceil(Math.log10(most)));
  const left = AXIS + emsOf(number(10 ** tens)) * TEXT.size;
  const x = (similarity: number) =>
    left + ((similarity - from) / (to - from)) * (WIDTH - left - RIGHT);
  // The axis begins half a power of ten below 1, so that a bar of one pair is visible.
  const y = (count: number) => bottom - ((Math.log10(count) + 0.5) / (tens + 0.5)) * BARS;
  const marks = [
    line(x(threshold.similarity), top, THRESHOLD, ''),
    ...(pack === undefined ? [] : [line(x(pack), top, PACK, ' stroke-dasharray="5 4"')]),
  ];
  const rows = Array.from({ length: tens + 1 }, (_, n) => row(left, y(10 ** n), number(10 ** n)));
  const columns = ticks(from, to).map((at) =>
    svgText(x(at), bottom + 20, String(at), { ...TEXT, anchor: 'middle' }),
  );
  const middle = { ...TEXT, anchor: 'middle', color: GREY } as const;
  const height = bottom + BOTTOM;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif">
<rect width="100%" height="100%" fill="white"/>
${heading.svg}
${rows.join('\n')}
${columns.join('\n')}
${shape(all, 'different', DIFFERENT, x, y, bottom)}
${report.genuinePairs === 0 ? '' : shape(all, 'same', SAME, x, y, bottom)}
${marks.join('\n')}
${svgText((left + WIDTH - RIGHT) / 2, bottom + 46, 'similarity of two templates (cosine)', middle)}
<g transform="translate(20 ${top + BARS / 2}) rotate(-90)">${svgText(0, 0, 'pairs (logarithmic scale)', middle)}</g>
</svg>
`;
}

/** The heading: whose similarities these are, and the legend. */
function headingOf(
  report: CalibrationReport,
  date: string,
  pack: number | undefined,
): { readonly svg: string; readonly height: number } {
  const left = 24;
  const width = WIDTH - left - RIGHT;
  const title = `Similarities in the collection ${printable(report.collection)}`;
  const facts = `Encoder ${printable(report.encoder)} (pack ${printable(report.pack)}); ${number(report.users)} users with ${number(report.templates)} templates; ${date}`;
  let top = 14;
  const write = (words: readonly string[], x: number, step: number, style: TextStyle) =>
    words.map((line) => {
      top += step;
      return svgText(x, top, line, style);
    });
  const svg = [
    ...write(linesOf(title, width, TITLE), left, TITLE_LINE, TITLE),
    ...write(linesOf(facts, width, TEXT), left, TEXT_LINE, { ...TEXT, color: GREY }),
  ];
  top += 8;
  for (const [color, words] of legend(report, pack)) {
    svg.push(
      `<rect x="${left}" y="${top + TEXT_LINE - 10}" width="10" height="10" fill="${color}"/>`,
      ...write(linesOf(words, width - 18, TEXT), left + 18, TEXT_LINE, TEXT),
    );
  }
  return { svg: svg.join('\n'), height: top + 20 };
}

type Entry = readonly [color: string, words: string];

function legend(report: CalibrationReport, pack: number | undefined): readonly Entry[] {
  const { pairs, genuinePairs, fpir, templates, calibration } = report;
  const { fmr, similarity, basis } = calibration.threshold;
  return [
    [DIFFERENT, `${count(pairs, 'pair')} of different users`],
    ...(genuinePairs === 0 ? [] : [[SAME, `${count(genuinePairs, 'pair')} of one user`] as Entry]),
    [
      THRESHOLD,
      `threshold ${similarity.toFixed(4)} (${basis}): FPIR ${fpir} among ${number(templates)} templates, FMR ${rate(fmr)}`,
    ],
    ...(pack === undefined
      ? []
      : [[PACK, `the same FMR by the pack's own table: ${pack.toFixed(4)}`] as Entry]),
  ];
}

type Scale = (value: number) => number;

/** All bars of one kind as one outline: separate edges would show as stripes. */
function shape(
  all: readonly Bar[],
  kind: 'different' | 'same',
  color: string,
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
  const outline = [[x(all[0]?.from ?? 0), bottom], ...points, [x(all.at(-1)?.to ?? 1), bottom]];
  const path = outline.map((point) => point.map((value) => value?.toFixed(1)).join(','));
  return `<polygon points="${path.join(' ')}" fill="${color}" fill-opacity="0.35" stroke="${color}"/>`;
}

function line(at: number, top: number, color: string, dashes: string): string {
  return `<line x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${top}" y2="${top + BARS}" stroke="${color}" stroke-width="2"${dashes}/>`;
}

function row(left: number, top: number, words: string): string {
  return `<line x1="${left.toFixed(1)}" x2="${WIDTH - RIGHT}" y1="${top.toFixed(1)}" y2="${top.toFixed(1)}" stroke="#ddd"/>
${svgText(left - 8, top + 4, words, { ...TEXT, anchor: 'end' })}`;
}

/** Six to twelve round similarities from `from` to `to`. */
function ticks(from: number, to: number): readonly number[] {
  const step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((s) => (to - from) / s <= 12) ?? 0.2;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toFixed(3)),
  );
}
