import { describe, expect, it } from 'vitest';
import { mirror } from '../../src/face/crop.js';
import { chipEyeDistance, embed } from '../../src/face/embed.js';
import { Pyramid } from '../../src/face/image.js';
import type { EncoderModel } from '../../src/face/models.js';
import { findPack } from '../../src/models/packs.js';
import { CHIP_SIDE } from '../support/encoder.js';
import { distinct, packed } from '../support/images.js';
import { fakeModel } from '../support/models.js';

const pyramid = new Pyramid(packed(distinct(200, 200)));

const { format: FORMAT } = findPack('standard').models.encoder;

/** Where the encoder wants eye centers, nose tip and mouth corners, in its chip. */
const CHIP = FORMAT.alignment.map(([x, y]) => ({ x, y }));

function encoder(...values: number[]) {
  const chips: Uint8Array[] = [];
  const dimensions = values.length / 2;
  const session = fakeModel((pixels, shape) => {
    expect(shape).toEqual([2, CHIP_SIDE, CHIP_SIDE, 3]);
    const half = pixels.length / 2;
    chips.push(pixels.subarray(0, half), pixels.subarray(half));
    return { embedding: { shape: [2, dimensions], values: Float32Array.from(values) } };
  });
  const model: EncoderModel = { session, format: { ...FORMAT, dimensions } };
  return { model, chips };
}

describe('an embedding', () => {
  it('is the sum of the vectors of the chip and of its mirror image, of length 1', async () => {
    const { model, chips } = encoder(1, 0, 2, 2, 0, 2);
    expect([...((await embed(pyramid, CHIP, model)) ?? [])]).toEqual([
      expect.closeTo(3 / Math.sqrt(25), 6),
      0,
      expect.closeTo(4 / Math.sqrt(25), 6),
    ]);
    const [chip, mirrored] = chips as [Uint8Array, Uint8Array];
    const expected = new Uint8Array(chip.length);
    mirror(chip, CHIP_SIDE, expected);
    expect(Buffer.from(mirrored).equals(expected)).toBe(true);
  });

  it('is made of the face moved, turned and scaled to where the encoder wants it', async () => {
    // The landmarks are where the chip has them: the chip is the picture's corner itself.
    const { model, chips } = encoder(1, 0, 0, 1);
    await embed(pyramid, CHIP, model);
    const { data } = distinct(CHIP_SIDE, CHIP_SIDE);
    const worst = (chips[0] as Uint8Array).reduce(
      (most, value, i) => (i % 3 < 2 ? Math.max(most, Math.abs(value - (data[i] ?? 0))) : most),
      0,
    );
    expect(worst).toBeLessThanOrEqual(1);
    expect(chipEyeDistance(FORMAT)).toBeCloseTo(35.24, 2);
  });

  it.each([
    ['zero', [0, 0, 0, 0]],
    ['zero as a sum', [1, -1, -1, 1]],
    ['not a number', [Number.NaN, 1, 0, 1]],
    ['infinite', [Number.POSITIVE_INFINITY, 1, 0, 1]],
  ])('is none when what the encoder gives is %s', async (_, values) => {
    expect(await embed(pyramid, CHIP, encoder(...values).model)).toBeUndefined();
  });
});
