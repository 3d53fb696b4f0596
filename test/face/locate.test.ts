import { describe, expect, it } from 'vitest';
import { Pyramid } from '../../src/face/image.js';
import { locate } from '../../src/face/locate.js';
import type { ModelSession } from '../../src/models/session.js';
import { type Answer, detectorThatSees, fakeDetector } from '../support/detections.js';
import { packed, picture, pixel } from '../support/images.js';
import { fakeModel } from '../support/models.js';

/**
 * 256 px: the view with half a frame of border has half its scale, the one without has it
 * 1:1. The color of a pixel tells where it is.
 */
const pyramid = new Pyramid(packed(picture(256, 256, (x, y) => [x, y, 0])));

/** Points of the mesh, in pixels of the 192 px crop: a level face in its middle. */
const MESH = new Map<number, readonly [number, number]>([
  ...[33, 133, 159, 145].map((i) => [i, [70, 80]] as const),
  ...[263, 362, 386, 374].map((i) => [i, [122, 80]] as const),
  ...([
    [10, [96, 32]],
    [152, [96, 160]],
    [234, [32, 96]],
    [454, [160, 96]],
  ] as const),
]);

/** A landmark model that is so sure of a face whose middle is at x, y of the photo, and sees it so far aside. */
function landmarks(
  presence: (x: number, y: number) => number = () => 1,
  aside: (x: number) => number = () => 0,
): ModelSession {
  return fakeModel((pixels, [count = 1]) => {
    const crops = Array.from({ length: count }, (_, i) => pixels.subarray(i * 192 * 192 * 3));
    const presences = crops.map((crop) => {
      const [x = 0, y = 0] = pixel(crop, 192, 96, 96);
      return presence(x, y);
    });
    const [x = 0] = pixel(pixels, 192, 96, 96);
    const points = Array.from({ length: 468 }, (_, i) => {
      const [across, down] = MESH.get(i) ?? [96, 96];
      return [across + aside(x), down, 0];
    });
    return {
      Identity_1: { shape: [count, 1], values: Float32Array.from(presences) },
      Identity_2: { shape: [1, 1404], values: Float32Array.from(points.flat()) },
    };
  });
}

/** Where the landmarks above have the eyes, from the middle of a face, in its widths. */
const EYES = { x: ((122 - 96) / 192) * 1.5, y: ((80 - 96) / 192) * 1.5 };

/** A sure face of `width` view pixels in the middle of cell `x`, `y` of the coarse grid. */
function face(x: number, y: number, width: number, logit = 3): Answer {
  const [across, down] = [EYES.x * width, EYES.y * width];
  return {
    layer: 32,
    anchor: (y * 8 + x) * 6,
    logit,
    box: [0, 0, width, width, -across, down, across, down],
  };
}

const widths = (faces: Awaited<ReturnType<typeof locate>>): number[] =>
  faces.map(({ detection }) => Math.round(detection.box.width));

/** The same as a first look sees it, which takes the photo without a border in 128 px. */
function atFirst(x: number, y: number, width: number, logit = 3): Answer {
  return { ...face(x, y, width, logit), anchor: (y * 4 + x) * 6 };
}

describe('a first look', () => {
  it('is all that a large face needs of which both models are certain', async () => {
    const detector = detectorThatSees([atFirst(2, 2, 60)], [[face(3, 3, 90)]]);
    const faces = await locate(pyramid, { detector: detector.model, landmarks: landmarks() });
    expect(widths(faces)).toEqual([120]);
    expect(faces[0]?.detection.box).toMatchObject({ x: 100, y: 100 });
    expect(detector.calls()).toBe(0);
  });

  it.each([
    ['the detector is not certain', atFirst(2, 2, 60, 0.3), 1],
    ['the landmark model is not certain', atFirst(2, 2, 60), 0.99],
    ['the face is small', atFirst(2, 2, 25), 1],
    ['there is none', undefined, 1],
  ])('is followed by others when %s', async (_, seen, presence) => {
    const detector = detectorThatSees(seen ? [seen] : [], [[face(3, 3, 90)]]);
    const models = { detector: detector.model, landmarks: landmarks(() => presence) };
    expect(widths(await locate(pyramid, models))).toEqual([180]);
    expect(detector.calls()).toBeGreaterThan(0);
  });
});

describe('the faces of a photo', () => {
  it('are found in one view when that is sure of a large face', async () => {
    const detector = fakeDetector([face(3, 3, 60)]);
    const faces = await locate(pyramid, { detector: detector.model, landmarks: landmarks() });
    expect(widths(faces)).toEqual([120]);
    expect(detector.calls()).toBe(1);
  });

  it('are looked for in a second view when the first is not sure', async () => {
    const detector = fakeDetector([face(3, 3, 60, 0.1)], [face(6, 6, 100)]);
    const faces = await locate(pyramid, { detector: detector.model, landmarks: landmarks() });
    expect(widths(faces)).toEqual([120, 100]);
    expect(detector.calls()).toBe(2);
  });

  it('are looked for with a wide border when the other views see none', async () => {
    const detector = fakeDetector([], [], [face(3, 3, 60)]);
    const faces = await locate(pyramid, { detector: detector.model, landmarks: landmarks() });
    expect(widths(faces)).toEqual([180]);
  });

  it('are none when no view sees any', async () => {
    const detector = fakeDetector([]);
    expect(await locate(pyramid, { detector: detector.model, landmarks: landmarks() })).toEqual([]);
    expect(detector.calls()).toBe(3);
  });

  it.each([0.1, Number.NaN])(
    'are none when the landmark model sees none (%d)',
    async (presence) => {
      const detector = fakeDetector([face(3, 3, 60)]);
      const models = { detector: detector.model, landmarks: landmarks(() => presence) };
      expect(await locate(pyramid, models)).toEqual([]);
    },
  );

  it('come the largest first, bystanders included', async () => {
    const detector = fakeDetector([face(1, 1, 29), face(4, 1, 30), face(2, 5, 60)]);
    const faces = await locate(pyramid, { detector: detector.model, landmarks: landmarks() });
    expect(widths(faces)).toEqual([120, 60, 58]);
  });

  it('do not count what was detected beside a face, and whose landmarks are that face', async () => {
    // Cells 3, 3 and 5, 3 of the view are at 96, 96 and 224, 96 of the photo.
    const detector = fakeDetector([face(3, 3, 70), face(5, 3, 60)]);
    const beside = landmarks(
      () => 1,
      (x) => (x > 180 ? -128 : 0),
    );
    const faces = await locate(pyramid, { detector: detector.model, landmarks: beside });
    expect(widths(faces)).toEqual([140]);
  });

  it('do not count a face inside a face', async () => {
    const detector = fakeDetector([face(3, 3, 90), face(4, 4, 46)]);
    const faces = await locate(pyramid, { detector: detector.model, landmarks: landmarks() });
    expect(widths(faces)).toEqual([180]);
  });

  it('leave out what only the detector holds for a face', async () => {
    // Cells 2, 2 / 5, 5 / 5, 2 of the view are at 32, 32 / 224, 224 / 224, 32 of the photo.
    const detector = fakeDetector([face(2, 2, 80), face(5, 5, 60), face(5, 2, 29)]);
    const models = {
      detector: detector.model,
      landmarks: landmarks((x, y) => (x > 128 && y > 128 ? 0.99 : 0.1)),
    };
    expect(widths(await locate(pyramid, models))).toEqual([120]);
  });
});
