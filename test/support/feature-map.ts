import { ModelSession } from '../../src/models/session.js';

/** Channels, height, width. */
export type Shape = readonly [number, number, number];

/** A feature map, computed by its definition: `at` is 0 outside of it. */
export interface FeatureMap {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly at: (channel: number, y: number, x: number) => number;
}

/** A convolution as a formula; `weight` takes the channel within its group. */
export interface Convolution {
  readonly outputs: number;
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [vertical: number, horizontal: number];
  /** Rows above and columns on the left that the first window takes from outside. */
  readonly before: readonly [number, number];
  /** Rows and columns of the result. */
  readonly size: readonly [number, number];
  readonly groups?: number;
  readonly weight: (output: number, input: number, y: number, x: number) => number;
  readonly bias?: (output: number) => number;
}

/** A map of a function; nothing is outside. */
export function mapOf([channels, height, width]: Shape, value: FeatureMap['at']): FeatureMap {
  const values = new Map<string, number>();
  for (const [c, y, x] of places(channels, height, width))
    values.set(`${c},${y},${x}`, value(c, y, x));
  return { channels, height, width, at: (c, y, x) => values.get(`${c},${y},${x}`) ?? 0 };
}

/** The picture of pixels [height, width, channels], row by row. */
export function pictureOf(pixels: Uint8Array, [channels, height, width]: Shape): FeatureMap {
  return mapOf(
    [channels, height, width],
    (c, y, x) => pixels[(y * width + x) * channels + c] ?? Number.NaN,
  );
}

/** Sums each window, one product after the other. */
export function convolve(map: FeatureMap, convolution: Convolution): FeatureMap {
  const { outputs, kernel, strides, before, size, groups = 1, weight, bias } = convolution;
  const [inputs, each] = [map.channels / groups, outputs / groups];
  return mapOf([outputs, ...size], (o, y, x) => {
    const first = Math.floor(o / each) * inputs;
    let sum = bias?.(o) ?? 0;
    for (const [c, i, j] of places(inputs, ...kernel)) {
      const [row, column] = [y * strides[0] + i - before[0], x * strides[1] + j - before[1]];
      sum += weight(o, c, i, j) * map.at(first + c, row, column);
    }
    return sum;
  });
}

/** Each value by a formula of its own. */
export function each(map: FeatureMap, value: (v: number, channel: number) => number): FeatureMap {
  const { channels, height, width } = map;
  return mapOf([channels, height, width], (c, y, x) => value(map.at(c, y, x), c));
}

/** The values channel by channel, as [channels, height, width]. */
export function byChannel(map: FeatureMap): number[] {
  return places(map.channels, map.height, map.width).map((place) => map.at(...place) + 0);
}

/** The values pixel by pixel, as [height, width, channels]. */
export function byPixel(map: FeatureMap): number[] {
  return places(map.height, map.width, map.channels).map(([y, x, c]) => map.at(c, y, x) + 0);
}

/** Small whole numbers of both signs, always the same, whose sums float32 keeps exactly. */
export function numbersOf(count: number, start = 0): number[] {
  return Array.from({ length: count }, (_, i) => (((i + start) * 7 + 3) % 11) - 5);
}

/** Ones on the diagonal: the filters of a window over a whole map that give it as it is. */
export function unitMatrix(size: number): number[] {
  return Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
}

/** What the model gives for each of these pictures, computed as one batch. */
export async function embeddings(
  model: Uint8Array,
  pictures: readonly Uint8Array[],
  [channels, height, width]: Shape,
): Promise<readonly (readonly number[])[]> {
  const session = await ModelSession.open(model);
  try {
    const shape = [pictures.length, height, width, channels];
    const output = (await session.run(Buffer.concat(pictures), shape)).get('embedding');
    const [count, size = 0] = output?.shape ?? [];
    if (count !== pictures.length)
      throw new Error(`${count} vectors of ${pictures.length} pictures`);
    // Zeros without a sign.
    const values = [...(output?.values ?? [])].map((value) => value + 0);
    return pictures.map((_, i) => values.slice(i * size, (i + 1) * size));
  } finally {
    await session.release();
  }
}

/** Two pictures of these sides that have little in common; their values are 0 to 9. */
export function twoPictures([channels, height, width]: Shape): readonly [Uint8Array, Uint8Array] {
  const length = channels * height * width;
  return [
    Uint8Array.from({ length }, (_, i) => (i * 7 + 2) % 10),
    Uint8Array.from({ length }, (_, i) => (i * 3 + i * i) % 10),
  ];
}

function places(a: number, b: number, c: number): [number, number, number][] {
  return Array.from({ length: a * b * c }, (_, i) => [
    Math.floor(i / (b * c)),
    Math.floor(i / c) % b,
    i % c,
  ]);
}
