import { describe, expect, it } from 'vitest';
import type { Detection } from '../../src/face/detectors/detection.js';
import { evidenceOfFace, LEAST_EVIDENCE } from '../../src/face/evidence.js';
import { Pyramid } from '../../src/face/image.js';
import type { Landmarks } from '../../src/face/landmarks.js';
import type { FaceModels } from '../../src/face/models.js';
import { packed, picture, pixel } from '../support/images.js';
import { fakeModel } from '../support/models.js';

/** The color of a pixel tells where it is. */
const pyramid = new Pyramid(packed(picture(200, 200, (x, y) => [x, y, 0])));

/** A face of 80 px in the middle. */
const found: Detection = {
  score: 0.8,
  box: { x: 60, y: 60, width: 80, height: 80 },
  eyes: [
    { x: 84, y: 90 },
    { x: 116, y: 90 },
  ],
};

/** What the landmark model reads from it: the eyes `aside` pixels beside where the detector saw them. */
function read(presence: number, aside = 0): Landmarks {
  const [left, right] = found.eyes.map(({ x, y }) => ({ x: x + aside, y })) as [
    Detection['eyes'][0],
    Detection['eyes'][1],
  ];
  return { presence, mesh: [], five: [left, right, left, left, right] };
}

/** A landmark model that gives these presences, one a run, and keeps the crops. */
function landmarkModel(presences: readonly number[]) {
  const runs: Uint8Array[] = [];
  const model = fakeModel((pixels) => {
    runs.push(pixels.slice());
    const presence = presences[runs.length - 1] ?? Number.NaN;
    return { Identity_1: { shape: [1, 1], values: Float32Array.of(presence) } };
  });
  return { model, runs };
}

interface Case {
  readonly presence: number;
  readonly again?: readonly [number, number, number];
  readonly score?: number;
  readonly aside?: number;
  readonly least?: number;
}

/** Unless told the two models see the eyes an eighth of their distance apart. */
async function judged({ presence, again = [0, 0, 0], score = 0.8, aside = 4, least }: Case) {
  const { model, runs } = landmarkModel(again);
  const seen = { ...found, score };
  const models = { detector: { family: 'blazeface' }, landmarks: model } as FaceModels;
  const face = { detection: seen, landmarks: read(presence, aside) };
  const evidence = await evidenceOfFace(pyramid, seen, face, models);
  return { is: evidence >= (least ?? LEAST_EVIDENCE.usual), runs };
}

describe('a detection', () => {
  it('is a face at once when both models are certain of it', async () => {
    const { is, runs } = await judged({ presence: 0.99999 });
    expect({ is, runs }).toEqual({ is: true, runs: [] });
  });

  it('is no face at once when the landmark model does not see one', async () => {
    const { is, runs } = await judged({ presence: 0.01 });
    expect({ is, runs }).toEqual({ is: false, runs: [] });
  });

  it('is no face when the landmark model gives no number', async () => {
    expect((await judged({ presence: Number.NaN })).is).toBe(false);
  });

  it.each([
    ['remains one in other looks', { again: [0.995, 0.99, 0.99] }, true],
    ['is one in the first look alone', { again: [0.9, 0.44, 0.1] }, false],
    [
      'is all but one where the detector is not',
      { again: [0.995, 0.99, 0.99], score: 0.55 },
      false,
    ],
  ] as const)('that is in doubt is judged by the mean: it %s', async (_, more, is) => {
    const judgment = await judged({ presence: 0.99, ...more });
    expect(judgment.is).toBe(is);
    expect(judgment.runs).toHaveLength(3);
  });

  it('is no face where the two models see the eyes in different places', async () => {
    const again = [0.999, 0.999, 0.999] as const;
    expect((await judged({ presence: 0.999, again, aside: 4 })).is).toBe(true);
    expect((await judged({ presence: 0.999, again, aside: 16 })).is).toBe(false);
  });

  it('under a mask is one by its eyes, where the detector is sure and both see them there', async () => {
    const masked = { presence: 0.9, again: [0.9, 0.7, 0.6] } as const;
    expect((await judged({ ...masked, aside: 2 })).is).toBe(true);
    expect((await judged({ ...masked, aside: 4 })).is).toBe(false);
    expect((await judged({ ...masked, aside: 2, score: 0.68 })).is).toBe(false);
  });

  it('must convince more where there are many looks', async () => {
    const doubtful = { presence: 0.995, again: [0.995, 0.995, 0.995] } as const;
    expect((await judged(doubtful)).is).toBe(true);
    expect((await judged({ ...doubtful, least: LEAST_EVIDENCE.manyLooks })).is).toBe(false);
  });
});

it('the other looks at a face are mirrored, wider and tilted', async () => {
  const { runs } = await judged({ presence: 0.99 });
  const [mirrored, wider, tilted] = runs as [Uint8Array, Uint8Array, Uint8Array];
  // The usual crop is 120 px wide: its left edge is at 40, its upper one, too.
  const corner = (crop: Uint8Array, x: number, y: number) => pixel(crop, 192, x, y).slice(0, 2);
  expect(corner(mirrored, 0, 0)).toEqual([159, 40]);
  expect(corner(wider, 0, 0)).toEqual([28, 28]);
  const [x = 0, y = 0] = corner(tilted, 0, 96);
  expect(y - 100).toBeCloseTo(60 * Math.sin(Math.PI / 18), -0.5);
  expect(100 - x).toBeCloseTo(60 * Math.cos(Math.PI / 18), -0.5);
});
