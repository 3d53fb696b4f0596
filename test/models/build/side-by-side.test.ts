import { describe, expect, it } from 'vitest';
import { fitSimilarity, mean } from '../../../src/face/transform.js';
import { OnnxGraph } from '../../../src/models/build/onnx.js';
import { type Part, sideBySide } from '../../../src/models/build/side-by-side.js';
import { readManifest } from '../../../src/models/manifest.js';
import { embeddings } from '../../support/feature-map.js';

/** An encoder whose embedding is the picture itself: red, green and blue of each pixel. */
function mirrorOf(side: number, window: Part['window'], weight = 1): Part {
  const graph = new OnnxGraph('mirror');
  const pixels = graph.input('pixels', 'uint8', [1, side, side, 3]);
  const floats = graph.node('Cast', [pixels], { to: 1 });
  const dimensions = side * side * 3;
  graph.output(graph.node('Flatten', [floats], {}, 'embedding'), [1, dimensions]);
  return { model: graph.toBytes(), side, dimensions, window, weight };
}

/** A gray picture of these rows. */
const gray = (...rows: number[][]) =>
  Uint8Array.from(rows.flat().flatMap((value) => [value, value, value]));

/** The values of one channel, as shares of the greatest. */
function shares(embedding: readonly number[]): number[] {
  const red = embedding.filter((_, i) => i % 3 === 0);
  return red.map((value) => Number((value / Math.max(...red)).toFixed(4)));
}

const CHIP = gray([0, 40, 80, 120], [0, 40, 80, 120], [10, 50, 90, 130], [10, 50, 90, 130]);

async function seen(...parts: Part[]): Promise<number[]> {
  const [embedding = []] = await embeddings(sideBySide('both', 4, parts), [CHIP], [3, 4, 4]);
  return [...embedding];
}

describe('encoders side by side', () => {
  it.each([
    ['the whole chip', 4, [0, 0, 4], [...CHIP].filter((_, i) => i % 3 === 0)],
    ['a quarter of it', 2, [2, 0, 2], [80, 120, 80, 120]],
    ['a window of half its size, scaled up', 4, [1, 1, 2], [30, 50, 70, 90]],
    ['all of it, scaled down', 2, [0, 0, 4], [20, 100, 30, 110]],
  ] as const)('each see %s', async (_, side, window, values) => {
    const found = shares(await seen(mirrorOf(side, window)));
    const wanted = values.map((value) => Number((value / Math.max(...values)).toFixed(4)));
    expect(found.slice(0, wanted.length)).toEqual(
      wanted.map((share) => expect.closeTo(share * (found[wanted.indexOf(1)] ?? 1), 3)),
    );
  });

  it('see black beyond the chip', async () => {
    const found = shares(await seen(mirrorOf(2, [3, 3, 2])));
    expect(found).toEqual([1, 0, 0, 0]);
  });

  it('have each a length of its weight, one behind the other', async () => {
    const both = await seen(mirrorOf(2, [0, 0, 4], 0.65), mirrorOf(1, [2, 2, 1]));
    expect(both).toHaveLength(12 + 3);
    expect(Math.hypot(...both.slice(0, 12))).toBeCloseTo(0.65, 6);
    expect(Math.hypot(...both.slice(12))).toBeCloseTo(1, 6);
  });

  it('give for each picture of a batch what they give for it alone', async () => {
    const model = sideBySide('both', 4, [mirrorOf(2, [0, 0, 4], 0.65), mirrorOf(1, [2, 2, 1])]);
    const other = CHIP.map((value) => 255 - value);
    const [first] = await embeddings(model, [CHIP], [3, 4, 4]);
    const [second] = await embeddings(model, [other], [3, 4, 4]);
    expect(await embeddings(model, [CHIP, other], [3, 4, 4])).toEqual([first, second]);
  });

  it('of the manifest see their windows where their own alignments lie', () => {
    const { packs, alignments } = readManifest();
    const { build, alignment, input } = packs.combined?.encoder ?? {};
    if (build?.builder !== 'side-by-side' || !input) throw new Error('combined is not built so');
    const points = (name: unknown, side: number) => {
      const known = alignments[String(name)];
      if (!known) throw new Error(`no alignment ${name}`);
      return known.points.map(([x, y]) => ({
        x: (x * side) / known.side,
        y: (y * side) / known.side,
      }));
    };
    build.sources.forEach((source, i) => {
      const part = build.parts[i] as Part;
      const encoder = packs['pack' in source ? source.pack : '']?.encoder;
      expect([part.side, part.dimensions]).toEqual([encoder?.input.side, encoder?.dimensions]);
      const [own, chip] = [points(encoder?.alignment, part.side), points(alignment, input.side)];
      const { a, b } = fitSimilarity(own, chip);
      // Turned by a tenth of a degree, which is left out.
      expect(Math.abs(b / a)).toBeLessThan(0.002);
      const [from, to] = [mean(own), mean(chip)];
      const [left, top] = [to.x - a * from.x, to.y - a * from.y];
      expect(part.window).toEqual([left, top, a * part.side].map((v) => expect.closeTo(v, 3)));
    });
  });
});
