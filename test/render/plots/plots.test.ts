import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Histogram } from '../../../src/domain/histogram.js';
import { plotFigure, smallPlotFigure } from '../../../src/render/plots/figure.js';
import { histogramPlot } from '../../../src/render/plots/histogram.js';
import { PLOT_CSS } from '../../../src/render/plots/inks.js';
import { intervalPlot } from '../../../src/render/plots/interval.js';
import { partsPlot } from '../../../src/render/plots/parts.js';
import type { PlotLook } from '../../../src/render/plots/plot.js';
import { seriesPlot } from '../../../src/render/plots/series.js';
import { similarityPlot } from '../../../src/render/plots/similarity.js';
import { timelinePlot } from '../../../src/render/plots/timeline.js';
import { emsOf } from '../../../src/render/svg-text.js';

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc
    .array(fc.string({ unit: fc.constantFrom('a', 'W', 'é', '件', 'i'), minLength: 1 }))
    .map((all) => all.join(' ')),
);
const counts = fc.array(fc.nat({ max: 10_000_000 }), { maxLength: 130 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

function histogramOf(similarities: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const similarity of similarities) histogram.add(similarity);
  return histogram;
}

/** Each kind of plot, of anything that it may be drawn of. */
const PLOTS: Readonly<Record<string, fc.Arbitrary<(look: PlotLook) => string>>> = {
  histogram: fc
    .record({ title: words, axis: words, counts, marked: fc.option(words), at: share })
    .map(({ counts, marked, at, ...data }) => {
      const bars = counts.map((count, n) => ({ from: n * 10, to: n * 10 + 10, count }));
      const mark = marked === null ? {} : { mark: { at: at * 100, words: marked } };
      return (look) => histogramPlot({ ...data, bars, ...mark }, look);
    }),
  series: fc.record({ title: words, counts }).map(({ title, counts }) => {
    const bars = counts.map((count, n) => ({ label: `${2000 + n}-01`, count }));
    return (look) => seriesPlot({ title, bars }, look);
  }),
  timeline: fc
    .record({
      title: words,
      phases: fc.array(fc.record({ label: words, from: fc.nat(), length: fc.nat(), words }), {
        maxLength: 8,
      }),
    })
    .map(({ title, phases }) => {
      const ended = phases.map(({ length, ...phase }) => ({ ...phase, to: phase.from + length }));
      return (look) => timelinePlot({ title, phases: ended }, look);
    }),
  parts: fc
    .record({
      title: words,
      parts: fc.array(fc.record({ label: words, count: fc.nat(), words }), { maxLength: 12 }),
    })
    .map((data) => (look) => partsPlot(data, look)),
  interval: fc
    .record({
      title: words,
      axis: words,
      scale: fc.constantFrom('linear', 'log'),
      rows: fc.array(
        fc.record({ label: words, values: fc.tuple(share, share, share), note: words }),
        { maxLength: 30 },
      ),
      reference: fc.record({ at: share, words }),
    })
    .map(({ rows, ...data }) => {
      const sorted = rows.map(({ values, ...row }) => {
        const [low = 0, value = 0, high = 0] = values.toSorted((a, b) => a - b);
        return { ...row, low, value, high };
      });
      return (look) =>
        intervalPlot({ ...data, rows: sorted, format: (v) => v.toPrecision(3) }, look);
    }),
  similarity: fc
    .record({
      title: words,
      facts: words,
      axis: words,
      countAxis: fc.constant('photos (logarithmic scale)'),
      different: fc.array(fc.double({ min: -1, max: 1, noNaN: true })),
      same: fc.array(share),
      names: fc.record({ different: words, same: words }),
      marks: fc.array(fc.record({ at: share, words }), { maxLength: 4 }),
    })
    .map(({ different, same, names, ...data }) => {
      const similarities = { different: histogramOf(different), same: histogramOf(same) };
      return (look) => similarityPlot({ ...data, similarities, words: names }, look);
    }),
};

const looks = fc.constantFrom<PlotLook>(
  { place: 'page', width: 270 },
  { place: 'page', width: 320 },
  { place: 'page', width: 680 },
  { place: 'file', width: 800 },
);

interface Box {
  readonly words: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where the texts of a picture are at most. The rotated name of an axis is not among them. */
function boxesOf(svg: string): readonly Box[] {
  const texts = svg
    .replace(/<g transform.*<\/g>/g, '')
    .matchAll(
      /<text x="([^"]+)" y="([^"]+)" text-anchor="(\w+)" font-size="(\d+)"([^>]*)>([^<]*)/g,
    );
  return [...texts].map(([, x, y, anchor, size, more, escaped = '']) => {
    const words = escaped.replace(/&(amp|lt|gt);/g, '&');
    const bold = more?.includes('bold') ? 1.12 : 1;
    const width = emsOf(words) * Number(size) * bold;
    const left = Number(x) - width * { start: 0, middle: 0.5, end: 1 }[anchor as 'start'];
    const bottom = Number(y) + Number(size) * 0.2;
    return { words, left, right: left + width, top: Number(y) - Number(size) * 0.8, bottom };
  });
}

describe.each(Object.entries(PLOTS))('the %s plot', (_, plots) => {
  test('has no texts over each other, and none outside, whatever it is drawn of', () => {
    const property = fc.property(plots, looks, (draw, look) => {
      const svg = draw(look);
      const height = Number(/ height="(\d+)"/.exec(svg)?.[1]);
      const boxes = boxesOf(svg).filter(({ words }) => words.trim() !== '');
      const outside = boxes.filter(({ left, right, top, bottom }) => {
        // Places are written with one digit.
        return left < -0.1 || right > look.width + 0.1 || top < -3 || bottom > height;
      });
      expect(outside).toEqual([]);
      const over = boxes.flatMap((one, n) => {
        const others = boxes.slice(n + 1);
        return others
          .filter(
            (other) =>
              one.left < other.right - 0.1 &&
              other.left < one.right - 0.1 &&
              one.top < other.bottom &&
              other.top < one.bottom,
          )
          .map((other) => [one, other]);
      });
      expect(over).toEqual([]);
    });
    fc.assert(property, { numRuns: 150 });
  });

  test('consists of finite numbers, and needs no style attribute and no script', () => {
    const property = fc.property(plots, looks, (draw, look) => {
      const tags = draw(look).replaceAll(/>[^<]*/g, '>');
      expect(tags).not.toMatch(/NaN|Infinity|undefined| style=|<script|<style| on\w+=/);
    });
    fc.assert(property, { numRuns: 100 });
  });

  test('is coloured by classes that the style of plots has, or by attributes in a file', () => {
    const property = fc.property(plots, (draw) => {
      const page = draw({ place: 'page', width: 320 });
      const classes = [...page.matchAll(/ class="([^"]*)"/g)].map(
        ([, name]) => `.${name} {color:#`,
      );
      for (const rule of classes) expect(PLOT_CSS).toContain(rule);
      expect(page).not.toMatch(/ (fill|stroke)="#/);
      const file = draw({ place: 'file', width: 800 });
      expect(file).not.toMatch(/ class="|currentColor/);
    });
    fc.assert(property, { numRuns: 50 });
  });

  test('is a picture with a name for screen readers', () => {
    const [draw] = fc.sample(plots, 1);
    expect(draw?.({ place: 'page', width: 320 })).toMatch(/^<svg[^>]* role="img"[^>]*>\n<title>/);
  });
});

const look: PlotLook = { place: 'page', width: 680 };
const described = (svg: string) => /<desc>(.*)<\/desc>/.exec(svg)?.[1];

describe('plots state their figures for whoever cannot see them', () => {
  it('of a histogram: how many have which value, and the mark', () => {
    const bars = [
      { from: 0, to: 10, count: 3 },
      { from: 10, to: 20, count: 1200 },
    ];
    const mark = { at: 12, words: 'at least 12' };
    const svg = histogramPlot({ title: 'Sharpness', axis: '', bars, mark }, look);
    expect(described(svg)).toBe('0–10: 3; 10–20: 1,200; at least 12');
  });

  it('of a series and of a timeline: each period and each phase', () => {
    const bars = [{ label: '2026-01', count: 7 }];
    expect(described(seriesPlot({ title: '', bars }, look))).toBe('2026-01: 7');
    const phases = [{ label: 'extract', from: 0, to: 90_000, words: '90 s, 40 photos' }];
    expect(described(timelinePlot({ title: '', phases }, look))).toBe('extract: 90 s, 40 photos');
  });

  it('of parts: each with its count', () => {
    const parts = [
      { label: 'up to a month', count: 3, words: '3' },
      { label: 'older', count: 0, words: '0' },
    ];
    expect(described(partsPlot({ title: '', parts }, look))).toBe('up to a month: 3; older: 0');
  });

  it('of intervals: value, ends and note of each row, and the reference', () => {
    const rows = [{ label: 'Sales', value: 0.02, low: 0.01, high: 0.04, note: 'n = 90' }];
    const reference = { at: 0.03, words: 'all' };
    const data = { title: '', axis: 'FNMR', scale: 'linear', rows, reference } as const;
    expect(described(intervalPlot(data, look))).toBe('Sales: 0.02 (0.01–0.04), n = 90; all');
  });

  it('of similarities: how many, in few steps, and the thresholds', () => {
    const similarities = { different: histogramOf([0.12, 0.13, 0.42]), same: histogramOf([0.82]) };
    const names = { different: 'others', same: 'own' };
    const marks = [{ at: 0.5, words: 'threshold 0.5' }];
    const data = { title: '', axis: '', countAxis: '', similarities, words: names, marks };
    expect(described(similarityPlot(data, look))).toMatch(
      /^others: 0\.1–0\.15: 2; 0\.4–0\.45: 1; own: 0\.8–0\.85: 1; threshold 0\.5$/,
    );
  });
});

describe('the linear axis of intervals', () => {
  const rowOf = (value: number) => ({ label: '', value, low: value - 0.01, high: value + 0.01 });
  const axisOf = (...values: readonly number[]) => {
    const data = { title: '', axis: '', scale: 'linear', rows: values.map(rowOf) } as const;
    const texts = boxesOf(intervalPlot(data, look)).map(({ words }) => words);
    return texts.filter((words) => words !== '').map(Number);
  };

  it('begins at 0', () => {
    expect(axisOf(0.02, 0.2)[0]).toBe(0);
  });

  it('begins just below the least value where all lie together far from 0', () => {
    expect(Math.min(...axisOf(0.91, 0.94))).toBeGreaterThan(0.85);
    expect(axisOf(0.91, 0.94).length).toBeGreaterThan(2);
  });
});

describe('a long label of an interval', () => {
  it('is cut in its second line, and whole for whoever points at it', () => {
    const label = 'a department '.repeat(20).trim();
    const rows = [{ label, value: 0.5, low: 0.4, high: 0.6 }];
    const svg = intervalPlot({ title: '', axis: '', scale: 'linear', rows }, look);
    expect(svg).toContain(`…<title>${label}</title></text>`);
    expect(boxesOf(svg).filter(({ words }) => words.includes('department'))).toHaveLength(2);
  });
});

describe('a figure of a page', () => {
  const draw = (look: PlotLook) => seriesPlot({ title: 'T', bars: [] }, look);

  it('has one drawing for wide pages and one for phones, of which one is shown', () => {
    const figure = String(plotFigure('Enrollment & more', draw));
    expect(figure).toContain('<figcaption>Enrollment &amp; more</figcaption>');
    expect([...figure.matchAll(/<svg width="(\d+)"/g)].map(([, width]) => width)).toEqual([
      '680',
      '320',
    ]);
    expect(PLOT_CSS).toMatch(/^\.plot-narrow \{display:none\}/m);
    expect(PLOT_CSS).toContain('.plot-wide {display:none}\n.plot-narrow {display:block}');
  });

  it('of a small plot has one drawing, which is narrower than a phone', () => {
    expect(String(smallPlotFigure('Small', draw)).match(/<svg width="240"/g)).toHaveLength(1);
  });
});
