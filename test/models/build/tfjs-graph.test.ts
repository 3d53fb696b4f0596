import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertTfjsGraph } from '../../../src/models/build/tfjs-graph.js';
import type { TfjsNode } from '../../../src/models/build/tfjs-node.js';
import type { Weights } from '../../../src/models/build/weights.js';
import { ModelSession } from '../../../src/models/session.js';
import { temporaryFolder } from '../../support/cli.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const numbers = (...values: number[]) => ({ list: { i: values.map(String) } });

const INPUT: TfjsNode = {
  name: 'input',
  op: 'Placeholder',
  attr: { shape: { shape: { dim: ['1', '3', '3', '1'].map((size) => ({ size })) } } },
};

function weights(values: Readonly<Record<string, readonly [number[], number[]]>>): Weights {
  const entries = Object.entries(values).map(
    ([name, [shape, list]]) => [name, { shape, values: Float32Array.from(list) }] as const,
  );
  return new Map(entries);
}

/** What the converted graph makes of a picture of 3 x 3 pixels, 1 to 9. */
async function compute(nodes: readonly TfjsNode[], given: Weights): Promise<readonly number[]> {
  const path = join(temporaryFolder(), 'graph.onnx');
  writeFileSync(path, convertTfjsGraph('graph', nodes, given, { scale: 2, shift: -1 }));
  const session = await ModelSession.open(path);
  try {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    return [...((await session.run(pixels, [1, 3, 3, 1])).get('Identity')?.values ?? [])];
  } finally {
    await session.release();
  }
}

const FLATTEN: readonly TfjsNode[] = [
  { name: 'flat', op: 'Reshape', input: ['map', 'shape'] },
  { name: 'Identity', op: 'Identity', input: ['flat'] },
];

describe('a TensorFlow.js graph', () => {
  it('keeps its scaling, its padding behind and the order of its channels', async () => {
    // Two filters of 2 x 2: the sum of the window, and its left upper pixel with a bias of 100.
    const filter = [1, 1, 1, 0, 1, 0, 1, 0];
    const convolution: TfjsNode = {
      name: 'map',
      op: '_FusedConv2D',
      input: ['input', 'filter', 'bias'],
      attr: {
        strides: numbers(1, 2, 2, 1),
        padding: { s: base64('SAME') },
        fused_ops: { list: { s: [base64('BiasAdd')] } },
      },
    };
    const given = weights({
      filter: [[2, 2, 1, 2], filter],
      bias: [[2], [0, 100]],
      shape: [[2], [-1, 8]],
    });
    // Scaled: 1 3 5 / 7 9 11 / 13 15 17. The odd row and column of zeros is behind.
    expect(await compute([INPUT, convolution, ...FLATTEN], given)).toEqual([
      20, 101, 16, 105, 28, 113, 17, 117,
    ]);
  });

  it('pools by the largest pixel of each window', async () => {
    const pool: TfjsNode = {
      name: 'map',
      op: 'MaxPool',
      input: ['input'],
      attr: {
        ksize: numbers(1, 2, 2, 1),
        strides: numbers(1, 1, 1, 1),
        padding: { s: base64('VALID') },
      },
    };
    const given = weights({ shape: [[2], [-1, 4]] });
    expect(await compute([INPUT, pool, ...FLATTEN], given)).toEqual([9, 11, 15, 17]);
  });

  it('with an operation that the reader does not know is refused by its name', () => {
    const nodes: TfjsNode[] = [INPUT, { name: 'scores', op: 'Softmax', input: ['input'] }];
    expect(() => convertTfjsGraph('face', nodes, new Map(), { scale: 1, shift: 0 })).toThrow(
      'face: cannot translate Softmax (scores)',
    );
  });

  it('with an unknown activation inside a convolution is refused by its name', () => {
    const convolution: TfjsNode = {
      name: 'map',
      op: '_FusedConv2D',
      input: ['input', 'filter'],
      attr: {
        strides: numbers(1, 1, 1, 1),
        padding: { s: base64('SAME') },
        fused_ops: { list: { s: [base64('Elu')] } },
      },
    };
    const given = weights({ filter: [[1, 1, 1, 1], [1]] });
    expect(() =>
      convertTfjsGraph('face', [INPUT, convolution], given, { scale: 1, shift: 0 }),
    ).toThrow('map: cannot translate Elu');
  });

  it('that takes any size gives as many cells as a picture has', async () => {
    const convolution: TfjsNode = {
      name: 'map',
      op: '_FusedConv2D',
      input: ['input', 'filter'],
      attr: { strides: numbers(1, 1, 1, 1), padding: { s: base64('SAME') } },
    };
    const given = weights({
      filter: [
        [1, 1, 1, 2],
        [1, -1],
      ],
      shape: [[3], [1, 9, 2]],
    });
    const bytes = convertTfjsGraph(
      'graph',
      [INPUT, convolution, ...FLATTEN],
      given,
      { scale: 1, shift: 0 },
      true,
    );
    const session = await ModelSession.open(bytes);
    const cells = async (height: number, width: number) => {
      const pixels = Uint8Array.from({ length: height * width }, (_, i) => i);
      return (await session.run(pixels, [1, height, width, 1])).get('Identity');
    };
    expect((await cells(3, 3))?.shape).toEqual([1, 9, 2]);
    const { shape, values } = (await cells(1, 2)) ?? {};
    expect(shape).toEqual([1, 2, 2]);
    expect([...(values ?? [])]).toEqual([0, 0, 1, -1]);
    await session.release();
  });

  it('that pads anything but channels behind the last one is refused', () => {
    const pad: TfjsNode = { name: 'pad', op: 'Pad', input: ['input', 'pads'] };
    const given = weights({
      pads: [
        [4, 2],
        [0, 0, 1, 1, 0, 0, 0, 0],
      ],
    });
    expect(() => convertTfjsGraph('face', [INPUT, pad], given, { scale: 1, shift: 0 })).toThrow(
      'pad: only channels behind the last one can be padded',
    );
  });
});
