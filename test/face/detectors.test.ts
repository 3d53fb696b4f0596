import { describe, expect, it } from 'vitest';
import { detectIn } from '../../src/face/detect.js';
import { Pyramid } from '../../src/face/image.js';
import type { ModelSession, Output } from '../../src/models/session.js';
import { packed, picture } from '../support/images.js';

const VIEW = { a: 2, b: 0, tx: 100, ty: -50 };

/** A picture of one color: red 10, green 20, blue 30. */
const flat = new Pyramid(packed(picture(2000, 2000, () => [10, 20, 30])));

/** A model that takes numbers; keeps what it was given. */
function fakeFloats(outputs: Readonly<Record<string, Output>>) {
  const seen: { values?: Float32Array; shape?: readonly number[] } = {};
  const session = {
    runFloats: async (values: Float32Array, shape: readonly number[]) => {
      Object.assign(seen, { values, shape });
      return new Map(Object.entries(outputs));
    },
  };
  return { session: session as unknown as ModelSession, seen };
}

function output(rows: number, values: number, filled: Readonly<Record<number, number[]>> = {}) {
  const all = new Float32Array(rows * values);
  for (const [row, given] of Object.entries(filled)) all.set(given, Number(row) * values);
  return { shape: [1, rows, values], values: all };
}

describe('YuNet', () => {
  const outputs = Object.fromEntries(
    [8, 16, 32].flatMap((stride) => {
      const rows = (640 / stride) ** 2;
      // Column 3, row 2 of the layer with 32 px; the eyes at (4, 3) and (5, 3) cells.
      const cell = stride === 32 ? 2 * 20 + 3 : -1;
      const at = (values: number[]) => (cell < 0 ? {} : { [cell]: values });
      return [
        [`cls_${stride}`, output(rows, 1, at([0.9]))],
        [`obj_${stride}`, output(rows, 1, at([1.2]))],
        [`bbox_${stride}`, output(rows, 4, at([0.5, 1, Math.log(2), Math.log(3)]))],
        [`kps_${stride}`, output(rows, 10, at([1, 1, 2, 1, 0, 0, 0, 0, 0, 0]))],
      ];
    }),
  );

  it('is given three planes, blue first, of values from 0 to 255', async () => {
    const { session, seen } = fakeFloats(outputs);
    await detectIn(flat, { a: 1, b: 0, tx: 0, ty: 0 }, { session, family: 'yunet' });
    expect(seen.shape).toEqual([1, 3, 640, 640]);
    const plane = 640 * 640;
    expect([0, 1, 2].map((i) => seen.values?.[i * plane + 1000])).toEqual([30, 20, 10]);
  });

  it('tells the box by its center and the logarithm of its size, the score by two', async () => {
    const { session } = fakeFloats(outputs);
    const [face, ...others] = await detectIn(flat, VIEW, { session, family: 'yunet' });
    expect(others).toEqual([]);
    expect(face?.score).toBeCloseTo(Math.sqrt(0.9), 6);
    // Center at (3.5, 3) cells of 32 px, 64 px wide and 96 px high, in the view.
    expect(face?.box).toEqual({
      x: expect.closeTo(100 + 2 * (112 - 32), 3),
      y: expect.closeTo(-50 + 2 * (96 - 48), 3),
      width: expect.closeTo(128, 3),
      height: expect.closeTo(192, 3),
    });
    expect(face?.eyes).toEqual([
      { x: expect.closeTo(100 + 2 * 128, 3), y: expect.closeTo(-50 + 2 * 96, 3) },
      { x: expect.closeTo(100 + 2 * 160, 3), y: expect.closeTo(-50 + 2 * 96, 3) },
    ]);
  });

  it('that lacks an output is no YuNet', async () => {
    const { session } = fakeFloats({});
    const detecting = detectIn(flat, VIEW, { session, family: 'yunet' });
    await expect(detecting).rejects.toThrow('no output cls_8');
  });
});

describe('SCRFD', () => {
  // The second anchor of the cell in column 1, row 2 of the layer with 16 px.
  const row = 2 * (2 * 40 + 1) + 1;
  const outputs = Object.fromEntries(
    [8, 16, 32].flatMap((stride) => {
      const rows = 2 * (640 / stride) ** 2;
      const at = (values: number[]) => (stride === 16 ? { [row]: values } : {});
      return [
        [`${stride}a`, output(rows, 1, at([0.8]))],
        [`${stride}b`, output(rows, 4, at([1, 2, 3, 4]))],
        [`${stride}c`, output(rows, 10, at([0.5, 0, 1.5, 0, 0, 0, 0, 0, 0, 0]))],
      ];
    }),
  );

  it('is given three planes, red first, around zero', async () => {
    const { session, seen } = fakeFloats(outputs);
    await detectIn(flat, { a: 1, b: 0, tx: 0, ty: 0 }, { session, family: 'scrfd' });
    const plane = 640 * 640;
    expect([0, 1, 2].map((i) => seen.values?.[i * plane + 1000])).toEqual([
      expect.closeTo((10 - 127.5) / 128, 6),
      expect.closeTo((20 - 127.5) / 128, 6),
      expect.closeTo((30 - 127.5) / 128, 6),
    ]);
  });

  it('tells the box by the distances of its sides from the anchor', async () => {
    const { session } = fakeFloats(outputs);
    const found = await detectIn(flat, VIEW, { session, family: 'scrfd' });
    // Anchor at (16, 32) of the view; the box from (0, 0) to (64, 96).
    expect(found).toEqual([
      {
        score: expect.closeTo(0.8, 6),
        box: {
          x: expect.closeTo(100, 3),
          y: expect.closeTo(-50, 3),
          width: expect.closeTo(128, 3),
          height: expect.closeTo(192, 3),
        },
        eyes: [
          { x: expect.closeTo(100 + 2 * 24, 3), y: expect.closeTo(-50 + 2 * 32, 3) },
          { x: expect.closeTo(100 + 2 * 40, 3), y: expect.closeTo(-50 + 2 * 32, 3) },
        ],
      },
    ]);
  });

  it('that gives other shapes is no SCRFD', async () => {
    const { session } = fakeFloats({ a: output(5, 1) });
    const detecting = detectIn(flat, VIEW, { session, family: 'scrfd' });
    await expect(detecting).rejects.toThrow('no output of 12800 x 1 values');
  });
});
