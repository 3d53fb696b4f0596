import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OnnxGraph } from '../../../src/models/build/onnx.js';
import { ModelSession } from '../../../src/models/session.js';
import { temporaryFolder } from '../../support/cli.js';
import { embeddings } from '../../support/feature-map.js';

/** Two pixel values, the second times ten, behind a zero. */
function graph(): OnnxGraph {
  const g = new OnnxGraph('small');
  const floats = g.node('Cast', [g.input('pixels', 'uint8', [1, 2])], { to: 1 });
  const scaled = g.node('Mul', [floats, g.floats(Float32Array.of(1, 10), [2])]);
  const padded = g.node('Pad', [scaled, g.integers([0, 1, 0, 0])]);
  g.output(g.node('Identity', [padded], {}, 'result'), [1, 3]);
  return g;
}

describe('the ONNX writer', () => {
  it('writes a graph that the runtime loads and computes for any batch', async () => {
    const path = join(temporaryFolder(), 'small.onnx');
    writeFileSync(path, graph().toBytes());
    const session = await ModelSession.open(path);
    try {
      const result = (await session.run(Uint8Array.of(1, 2, 3, 255), [2, 2])).get('result');
      expect(result?.shape).toEqual([2, 3]);
      expect([...(result?.values ?? [])]).toEqual([0, 1, 20, 0, 3, 2550]);
    } finally {
      await session.release();
    }
  });

  it('gives the same bytes for the same graph', () => {
    expect(Buffer.from(graph().toBytes()).equals(graph().toBytes())).toBe(true);
  });

  it('refuses a constant whose values do not fill its shape', () => {
    const g = new OnnxGraph('face');
    expect(() => g.floats(new Float32Array(5), [2, 3], 'filter')).toThrow(
      'face: filter has 5 values for the shape [2, 3]',
    );
  });

  it('takes pixels as they come from a photo, scaled and channel by channel', async () => {
    const g = new OnnxGraph('small');
    const picture = g.pixels([1, 2, 3], { scale: 2, shift: -9 });
    g.output(g.node('Flatten', [picture], {}, 'embedding'), [1, 6]);
    const pixels = Uint8Array.of(0, 1, 255, 3, 4, 5);
    // Red of both pixels, green of both, blue of both.
    expect(await embeddings(g.toBytes(), [pixels], [3, 1, 2])).toEqual([[-9, -3, -7, -1, 501, 1]]);
  });

  it.each([
    ['slopes above 1 and below 0', [0.5, 3, -1], [-1, 2, -6, 2, 2, 2]],
    ['one slope for all channels', [0.25], [-0.5, 2, -0.5, 2, -0.5, 2]],
  ])('computes a parametric ReLU with %s', async (_, slopes, expected) => {
    const g = new OnnxGraph('small');
    const picture = g.pixels([1, 2, 3], { scale: 1, shift: -2 });
    const map = g.parametricRelu(picture, Float32Array.from(slopes));
    g.output(g.node('Flatten', [map], {}, 'embedding'), [1, 6]);
    const pixels = Uint8Array.of(0, 0, 0, 4, 4, 4);
    // Of -2 and 2 in each channel.
    expect(await embeddings(g.toBytes(), [pixels], [3, 1, 2])).toEqual([expected]);
  });

  it('takes over models of one input that have an output, and no others', () => {
    const whole = new OnnxGraph('whole');
    const include = (part: OnnxGraph) => () => whole.include(part.toBytes(), 'part1', 'pixels');
    const part = new OnnxGraph('part');
    const input = part.input('pixels', 'uint8', [1, 2]);
    expect(include(part)).toThrow('whole: part1 has no output');
    part.output(part.node('Cast', [input], { to: 1 }), [1, 2]);
    expect(include(part)()).toBe('part1/Cast_1');
    part.input('more', 'uint8', [1, 2]);
    expect(include(part)).toThrow('whole: part1 has 2 inputs, it must have one');
  });
});
