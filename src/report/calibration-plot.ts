import { number } from '../domain/text.js';
import { similarityAt } from '../domain/thresholds.js';
import { type Bar, bars } from './bars.js';
import type { CalibrationReport } from './calibration-report.js';
import { rate } from './figures.js';

/** In pixels. */
const [WIDTH, HEIGHT] = [800, 440];
const [LEFT, RIGHT, TOP, BOTTOM] = [80, 30, 90, 60];

/** As narrow as shows the shape and stays a bar. */
const MOST_BARS = 100;

const DIFFERENT = '#8c959f';
const SAME = '#1a7f37';
const THRESHOLD = '#cf222e';
const PACK = '#8250df';

/** The similarities of pairs of different users, and of one user, as an SVG picture with the thresholds. */
export function calibrationPlot(report: CalibrationReport): string {
  const all = bars(report.similarities, MOST_BARS);
  const { threshold } = report.calibration;
  const pack = report.packTable && similarityAt(report.packTable, threshold.fmr);
  const from = all[0]?.from ?? 0;
  const to = Math.max(all.at(-1)?.to ?? 1, threshold.similarity, pack ?? 0);
  const most = Math.max(...all.map(({ different, same }) => Math.max(different, same)));
  // A line for each power of ten, from 1 to what takes the longest bar.
  const tens = Math.max(1, Math.ceil(Math.log10(most)));
  const x = (similarity: number) =>
    LEFT + ((similarity - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  // A bar of one pair can be seen: it begins half a power of ten below.
  const y = (count: number) =>
    HEIGHT - BOTTOM - ((Math.log10(count) + 0.5) / (tens + 0.5)) * (HEIGHT - TOP - BOTTOM);
  const marks = [
    line(x(threshold.similarity), THRESHOLD, ''),
    ...(pack === undefined ? [] : [line(x(pack), PACK, ' stroke-dasharray="5 4"')]),
  ];
  const rows = Array.from({ length: tens + 1 }, (_, n) => row(y(10 ** n), number(10 ** n)));
  const columns = ticks(from, to).map((at) =>
    text(x(at), HEIGHT - BOTTOM + 20, 'middle', String(at)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="white"/>
${rows.join('\n')}
${columns.join('\n')}
${shape(all, 'different', DIFFERENT, x, y)}
${report.genuinePairs === 0 ? '' : shape(all, 'same', SAME, x, y)}
${marks.join('\n')}
${legend(report, pack)}
${text(WIDTH / 2, HEIGHT - 14, 'middle', 'similarity; pairs on a logarithmic scale')}
</svg>
`;
}

type Scale = (value: number) => number;

/** All bars of one kind as one outline: neighbours with an edge each would show stripes. */
function shape(
  all: readonly Bar[],
  kind: 'different' | 'same',
  color: string,
  x: Scale,
  y: Scale,
): string {
  const bottom = HEIGHT - BOTTOM;
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

/** A color and what it stands for. */
type Entry = readonly [color: string, words: string];

function legend(report: CalibrationReport, pack: number | undefined): string {
  const { pairs, genuinePairs, fpir, templates, calibration } = report;
  const { fmr, similarity, basis } = calibration.threshold;
  const rows: Entry[] = [
    [DIFFERENT, `${number(pairs)} pairs of different users`],
    ...(genuinePairs === 0 ? [] : [[SAME, `${number(genuinePairs)} pairs of one user`] as Entry]),
    [
      THRESHOLD,
      `threshold ${similarity.toFixed(4)} (${basis}): FPIR ${fpir} among ${number(templates)} templates, FMR ${rate(fmr)}`,
    ],
    ...(pack === undefined
      ? []
      : [[PACK, `the same FMR by the pack's own table: ${pack.toFixed(4)}`] as Entry]),
  ];
  return rows
    .map(([color, words], i) => {
      const top = 16 + i * 18;
      return `<rect x="${LEFT}" y="${top - 9}" width="10" height="10" fill="${color}"/>\n${text(LEFT + 16, top, 'start', words)}`;
    })
    .join('\n');
}

function line(at: number, color: string, dashes: string): string {
  return `<line x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="${color}" stroke-width="2"${dashes}/>`;
}

function row(top: number, words: string): string {
  return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${top.toFixed(1)}" y2="${top.toFixed(1)}" stroke="#ddd"/>
${text(LEFT - 8, top + 4, 'end', words)}`;
}

function text(left: number, top: number, anchor: string, words: string): string {
  return `<text x="${left.toFixed(1)}" y="${top.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
}

/** Round similarities from `from` to `to`, six to twelve of them. */
function ticks(from: number, to: number): readonly number[] {
  const step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((s) => (to - from) / s <= 12) ?? 0.2;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toFixed(3)),
  );
}
