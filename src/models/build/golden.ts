import { ModelSession } from '../session.js';

/** Expected result for the test input: the first values and the sum of each output. */
export type GoldenModel = Readonly<
  Record<
    string,
    { readonly shape: readonly number[]; readonly first: readonly number[]; readonly sum: number }
  >
>;

/** Width and height of each model's input, by model ID. */
const INPUT_SIZES: Readonly<Record<string, number>> = {
  'blazeface-back-256': 256,
  'facemesh-468': 192,
  'dlib-resnet29-128': 150,
  'mobilefacenet-tf-192': 112,
  'face-reidentification-retail-0095-256': 128,
  'mobilefacenet-tf-retail-0095-448': 150,
};

/**
 * Largest difference of one output value that rounding explains. Both runtimes sum thousands of
 * float32 products in their own order; 4e-4 was seen at values near 100.
 */
const VALUE_TOLERANCE = 2e-3;
/** The same for the mean of an output, where rounding errors cancel out. */
const MEAN_TOLERANCE = 1e-4;

/**
 * Runs a model, given as path or bytes, on the input x[i] = (i * 37) % 255 and compares every
 * output with the golden figures. Returns the largest difference of a value.
 *
 * @throws {Error} naming the model, the output and the difference when it is too large.
 */
export async function checkAgainstGolden(
  model: string | Uint8Array,
  id: string,
  golden: GoldenModel | undefined,
): Promise<number> {
  const side = INPUT_SIZES[id];
  if (!golden || !side) throw new Error(`${id}: models/golden.json has no figures for it`);
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 37) % 255);
  const session = await ModelSession.open(model);
  try {
    const outputs = await session.run(pixels, [1, side, side, 3]);
    let worst = 0;
    for (const [name, expected] of Object.entries(golden)) {
      const output = outputs.get(name);
      if (!output || output.shape.join() !== expected.shape.join()) {
        throw new Error(
          `${id}: output ${name} has the shape [${output?.shape}], not [${expected.shape}]`,
        );
      }
      const differences = expected.first.map((value, i) =>
        Math.abs(value - (output.values[i] ?? Number.NaN)),
      );
      const sum = output.values.reduce((total, value) => total + value, 0);
      const meanDifference = Math.abs(sum - expected.sum) / output.values.length;
      const largest = Math.max(...differences);
      if (!(largest <= VALUE_TOLERANCE) || !(meanDifference <= MEAN_TOLERANCE)) {
        throw new Error(
          `${id}: output ${name} differs from the golden figures by ${largest} (its mean by ${meanDifference}): the model is not the one the pack was made from`,
        );
      }
      worst = Math.max(worst, largest);
    }
    return worst;
  } finally {
    await session.release();
  }
}
