import { describe, expect, it } from 'vitest';
import { detectIn, mergeOverlapping, overlap, scaled } from '../../src/face/detect.js';
import { Pyramid } from '../../src/face/image.js';
import { detection, fakeDetector } from '../support/detections.js';
import { packed, picture } from '../support/images.js';

const gray = new Pyramid(packed(picture(256, 256, () => [128, 128, 128])));

describe('the overlap of two boxes', () => {
  const box = { x: 10, y: 20, width: 40, height: 30 };

  it.each([
    ['one box with itself', box, 1],
    ['boxes side by side', { ...box, x: 50 }, 0],
    ['boxes far apart', { ...box, x: 500, y: 500 }, 0],
    ['boxes that touch at a corner', { ...box, x: 50, y: 50 }, 0],
    ['a box that is shifted by half', { ...box, x: 30 }, 1 / 3],
    ['a box with a quarter of the other inside it', { ...box, width: 20, height: 15 }, 1 / 4],
  ])('of %s', (_, other, expected) => {
    expect(overlap(box, other)).toBeCloseTo(expected, 10);
    expect(overlap(other, box)).toBeCloseTo(expected, 10);
  });
});

describe('merging detections', () => {
  it('keeps faces that do not overlap, the surest first', () => {
    const [left, right] = [detection(0, 0, 100, 0.7), detection(300, 0, 100, 0.9)];
    const merged = mergeOverlapping([left, right]);
    expect(merged.map((d) => d.score)).toEqual([0.9, 0.7]);
    expect(merged.map((d) => d.box.x)).toEqual([expect.closeTo(300), expect.closeTo(0)]);
  });

  it('averages detections of one face by their scores, and keeps the best score', () => {
    const [merged, ...others] = mergeOverlapping([
      detection(10, 0, 100, 0.6),
      detection(0, 0, 100, 0.9),
    ]);
    expect(others).toEqual([]);
    // (0.9 * 0 + 0.6 * 10) / 1.5
    expect(merged?.score).toBe(0.9);
    expect(merged?.box).toEqual({
      x: expect.closeTo(4),
      y: 0,
      width: expect.closeTo(100),
      height: expect.closeTo(100),
    });
    expect(merged?.eyes[0].x).toBeCloseTo(29);
    expect(merged?.eyes[1].x).toBeCloseTo(79);
  });

  it('takes together what overlaps the surest, not chains of neighbors', () => {
    const chain = [
      detection(0, 0, 100, 0.9),
      detection(40, 0, 100, 0.8),
      detection(80, 0, 100, 0.7),
    ];
    expect(mergeOverlapping(chain)).toHaveLength(2);
  });

  it('gives the same faces in whatever order the detections came', () => {
    const all = [detection(0, 0, 100, 0.9), detection(8, 0, 100, 0.8), detection(200, 0, 90, 0.6)];
    expect(mergeOverlapping([...all].reverse())).toEqual(mergeOverlapping(all));
  });

  it('of no face is none', () => {
    expect(mergeOverlapping([])).toEqual([]);
  });
});

describe('a detection in a larger copy of the picture', () => {
  it('has all its points and sizes multiplied', () => {
    expect(scaled(detection(10, 20, 40), 2.5)).toEqual(detection(25, 50, 100));
  });
});

describe('reading the detector', () => {
  const view = { a: 2, b: 0, tx: 100, ty: -50 };

  it('places a box by the center of its anchor, on either layer', async () => {
    // Second anchor of the cell in column 3, row 2 of the fine grid; last one of the coarse grid.
    const fine = { layer: 16, anchor: 2 * (2 * 16 + 3) + 1, logit: 3 } as const;
    const coarse = { layer: 32, anchor: 383, logit: 2 } as const;
    const { model } = fakeDetector([
      { ...fine, box: [4, -4, 20, 10, -5, 1, 5, 2] },
      { ...coarse, box: [0, 0, 8, 8] },
    ]);
    const found = await detectIn(gray, view, model);
    // Anchors: (3.5 * 16, 2.5 * 16) = (56, 40) and (7.5 * 32, 7.5 * 32) = (240, 240) of the view.
    expect(found.map(({ box }) => box)).toEqual([
      {
        x: expect.closeTo(100 + 2 * 50),
        y: expect.closeTo(-50 + 2 * 31),
        width: expect.closeTo(40),
        height: expect.closeTo(20),
      },
      {
        x: expect.closeTo(100 + 2 * 236),
        y: expect.closeTo(-50 + 2 * 236),
        width: expect.closeTo(16),
        height: expect.closeTo(16),
      },
    ]);
    expect(found[0]?.eyes).toEqual([
      { x: expect.closeTo(100 + 2 * 51), y: expect.closeTo(-50 + 2 * 41) },
      { x: expect.closeTo(100 + 2 * 61), y: expect.closeTo(-50 + 2 * 42) },
    ]);
    expect(found[0]?.score).toBeCloseTo(1 / (1 + Math.exp(-3)));
  });

  it('passes over anchors that are not sure of a face', async () => {
    const { model } = fakeDetector([
      { layer: 16, anchor: 0, logit: -0.01, box: [0, 0, 50, 50] },
      { layer: 32, anchor: 0, logit: 0.01, box: [0, 0, 50, 50] },
    ]);
    const scores = (await detectIn(gray, view, model)).map(({ score }) => score);
    expect(scores).toEqual([expect.closeTo(0.5025, 4)]);
  });
});
