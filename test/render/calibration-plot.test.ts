import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/domain/calibration.js';
import { Histogram } from '../../src/domain/histogram.js';
import { randoms } from '../../src/domain/randoms.js';
import { calibrationPlot } from '../../src/render/calibration-plot.js';
import type { CalibrationReport } from '../../src/render/calibration-report.js';
import { rendered } from '../support/drawings.js';

/** Similarities around a middle; sums of four numbers are nearly normal. */
function histogramOf(count: number, middle: number, spread: number): Histogram {
  const random = randoms(7);
  const histogram = new Histogram();
  for (let n = 0; n < count; n += 1) {
    const sum = random() + random() + random() + random() - 2;
    histogram.add(Math.min(1, Math.max(-1, middle + sum * spread)));
  }
  return histogram;
}

function reportOf(more: Partial<CalibrationReport> = {}): CalibrationReport {
  const similarities = {
    different: histogramOf(200_000, 0.1, 0.12),
    same: histogramOf(900, 0.75, 0.1),
  };
  return {
    collection: 'staff',
    encoder: 'mobilefacenet-tf-192',
    pack: 'standard',
    packTable: undefined,
    packStrength: undefined,
    users: 640,
    templates: 1280,
    allPairs: 200_000,
    pairs: 200_000,
    genuinePairs: 900,
    sampled: false,
    seed: 1,
    exceptions: 0,
    similarities,
    calibration: calibrate(similarities, 1280, 0.001),
    fpir: 0.001,
    suspicion: undefined,
    suspects: [],
    stored: false,
    ...more,
  };
}

/** What stands in a picture, in its order. */
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, t]) => t);

async function pixels(svg: string) {
  const { data, info } = await rendered(svg);
  const column = (x: number) =>
    Array.from({ length: info.height }, (_, y) => data[y * info.width + x] as number);
  return { ...info, column };
}

describe('the plot of a calibration', () => {
  it('says whose similarities it shows, by which encoder, of which day, and what its axes are', () => {
    const words = texts(calibrationPlot(reportOf(), '2026-03-01'));
    expect(words[0]).toBe('Similarities in the collection staff');
    expect(words[1]).toBe(
      'Encoder mobilefacenet-tf-192 (pack standard); 640 users with 1,280 templates; 2026-03-01',
    );
    expect(words).toContain('similarity of two templates (cosine)');
    expect(words).toContain('pairs (logarithmic scale)');
    expect(words).toContain('200,000 pairs of different users');
    expect(words.join(' ')).toMatch(
      /threshold 0\.\d{4} \(\w+\): FPIR 0\.001 among 1,280 templates/,
    );
  });

  it.each([
    ['the widest letters', 'W'.repeat(100)],
    ['Chinese', '员工证件照片'.repeat(16)],
    ['words', 'all the people of the works '.repeat(3).trim()],
    ['Arabic', 'موظفو الشركة '.repeat(7).trim()],
  ])('breaks a name of %s, and the rest moves down', async (_, collection) => {
    const short = await pixels(calibrationPlot(reportOf(), '2026-03-01'));
    const report = reportOf({ collection, encoder: 'e'.repeat(200) });
    const svg = calibrationPlot(report, '2026-03-01');
    const long = await pixels(svg);
    expect(texts(svg).join('').replaceAll(' ', '')).toContain(collection.replaceAll(' ', ''));
    expect(long.height).toBeGreaterThan(short.height + 40);
    // Nothing stands in the margins at the sides.
    for (const x of [2, 8, 780, 790, 798]) expect(Math.min(...long.column(x))).toBe(255);
  });

  it('has room for the number of pairs of a large gallery beside the name of the axis', async () => {
    const { similarities } = reportOf();
    const bins = [...similarities.different.descending()];
    const many = bins.map((bin) => ({ ...bin, count: bin.count * 1_000_000 }));
    const different = Object.assign(new Histogram(), { descending: () => many.values() });
    const large = reportOf({ similarities: { ...similarities, different } });
    const svg = calibrationPlot(large, '2026-03-01');
    expect(texts(svg)).toContain('10,000,000,000');
    const { column, height } = await pixels(svg);
    // Between the name of the axis, which is at 20, and the numbers.
    expect(Math.min(...column(31).slice(height - 354, height - 70))).toBe(255);
  });

  it('shows markup and control characters of a name as they are', () => {
    const svg = calibrationPlot(reportOf({ collection: '<image/>&\u202e\ufffe' }), '2026-03-01');
    expect(svg).toContain('&lt;image/&gt;&amp;\\u202e\ufffd');
    expect(svg).not.toContain('<image');
  });
});
