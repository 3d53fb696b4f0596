import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Limit, Limited } from '../../src/domain/photo-profile.js';
import { boundsOf, excess } from '../../src/face/fit-bounds.js';
import { fitCrop } from '../../src/face/fit-crop.js';
import { roomFor } from '../../src/face/fit-room.js';
import { type FaceGeometry, valuesOf } from '../../src/face/fit-values.js';
import type { Box } from '../../src/face/image.js';
import { limit } from '../support/profiles.js';

/** A frontal face: its box is a square from the brows to the chin, with the eyes at a quarter of it. */
function faceAt(x: number, y: number, side: number): FaceGeometry {
  return {
    box: { x, y, width: side, height: side },
    eyes: { x: x + side / 2, y: y + 0.25 * side, distance: 0.45 * side },
    crown: y - 0.3 * side,
    chin: y + side,
  };
}

function whole(width: number, height: number): Box {
  return { x: 0, y: 0, width, height };
}

function fitted(face: FaceGeometry, room: Box, limits: readonly Limit[]) {
  const best = fitCrop(face, room, limits);
  if (!best) throw new Error('no crop');
  return { ...best, values: valuesOf(best, face) };
}

describe('the crop for a profile', () => {
  it('is head and shoulders where the profile leaves it open, with all its pixels', () => {
    const { crop, size, excess } = fitted(faceAt(1400, 900, 800), whole(3000, 4000), []);
    expect(excess).toBe(0);
    expect(size).toEqual({ width: crop.width, height: crop.height });
    expect(crop.width / crop.height).toBeCloseTo(35 / 45, 1);
    expect((1.3 * 800) / crop.height).toBeCloseTo(0.5, 1);
  });

  it('is the square of a visa, with head and eyes where they must be', () => {
    const visa = [
      limit('width', 600, 1200),
      limit('height', 600, 1200),
      limit('aspect', 1, 1),
      limit('headHeight', 0.5, 0.69),
      limit('eyesFromBottom', 0.56, 0.69),
    ];
    const { size, values, excess } = fitted(faceAt(1400, 900, 800), whole(3000, 4000), visa);
    expect(excess).toBe(0);
    expect(size).toEqual({ width: 1200, height: 1200 });
    expect(values.headHeight).toBeGreaterThan(0.5);
    expect(values.headHeight).toBeLessThan(0.69);
  });

  it('is scaled down to the most that a device takes, and never up', () => {
    const terminal = [
      limit('width', 358, 1080),
      limit('height', 441, 1920),
      limit('eyeDistance', 115, undefined),
    ];
    const large = fitted(faceAt(1400, 900, 800), whole(3000, 4000), terminal);
    expect(large.excess).toBe(0);
    expect(large.size.width).toBeGreaterThan(1070);
    expect(large.size.width).toBeLessThanOrEqual(1080);
    const small = fitted(faceAt(100, 100, 100), whole(400, 500), terminal);
    expect(small.excess).toBeGreaterThan(0);
    expect(small.size.width).toBeLessThanOrEqual(small.crop.width);
    expect(small.values.eyeDistance).toBeCloseTo(45);
  });

  it('keeps recommendations where that can be, and else what binds', () => {
    const advised: readonly Limit[] = [
      { ...limit('eyeDistance', 200), isAdvice: true },
      limit('width', undefined, 800),
    ];
    expect(
      fitted(faceAt(1400, 900, 800), whole(3000, 4000), advised).values.eyeDistance,
    ).toBeGreaterThanOrEqual(200);
    const small = fitted(faceAt(300, 300, 300), whole(1000, 1000), advised);
    expect(small).toMatchObject({ excess: 0 });
    expect(small.values.eyeDistance).toBeLessThan(200);
  });

  it('leaves the face in place where the photo has no more around it', () => {
    const { crop, excess } = fitted(faceAt(0, 40, 200), whole(200, 260), []);
    expect(excess).toBe(0);
    expect(crop).toEqual({ x: 0, y: expect.any(Number), width: 200, height: expect.any(Number) });
  });

  it('leaves out other faces where it can', () => {
    const face = faceAt(400, 300, 200);
    const others = [
      { x: 50, y: 300, width: 150, height: 150 },
      { x: 750, y: 320, width: 100, height: 100 },
      { x: 450, y: 350, width: 50, height: 50 },
    ];
    expect(roomFor(face.box, others, { width: 1000, height: 800 })).toEqual({
      ...{ x: 200, y: 0, width: 550, height: 800 },
    });
  });
});

/** Photos of any size with a face anywhere in it, cut off or not. */
const photos = fc
  .record({
    width: fc.integer({ min: 100, max: 4000 }),
    height: fc.integer({ min: 100, max: 4000 }),
    share: fc.double({ min: 0.05, max: 1.2, noNaN: true }),
    across: fc.double({ min: -0.2, max: 1, noNaN: true }),
    down: fc.double({ min: -0.2, max: 1, noNaN: true }),
  })
  .map(({ width, height, share, across, down }) => {
    const side = share * Math.min(width, height);
    return {
      width,
      height,
      face: faceAt(across * (width - side / 2), down * (height - side / 2), side),
    };
  });

const range = (of: Limited, least: number, most: number) => {
  const value = fc.double({ min: least, max: most, noNaN: true });
  const some = fc.tuple(value, value).map(([p, q]) => limit(of, Math.min(p, q), Math.max(p, q)));
  return fc.option(some, { nil: undefined, freq: 1 });
};

const limits = fc
  .tuple(
    ...[range('width', 50, 3000), range('height', 50, 3000), range('aspect', 0.4, 2)],
    ...[range('eyeDistance', 10, 500), range('faceArea', 0.01, 0.8)],
    ...[range('headHeight', 0.1, 0.9), range('eyesFromBottom', 0.3, 0.8)],
  )
  .map((all) => all.filter((one) => one !== undefined));

it('lies in the photo, is not enlarged, and keeps the limits wherever it says so', () => {
  let kept = 0;
  fc.assert(
    fc.property(photos, limits, ({ width, height, face }, wanted) => {
      const best = fitCrop(face, whole(width, height), wanted);
      if (!best) return;
      const { crop, size } = best;
      for (const value of [...Object.values(crop), ...Object.values(size)]) {
        expect(Number.isInteger(value)).toBe(true);
      }
      expect(crop.x).toBeGreaterThanOrEqual(0);
      expect(crop.y).toBeGreaterThanOrEqual(0);
      expect(crop.x + crop.width).toBeLessThanOrEqual(width);
      expect(crop.y + crop.height).toBeLessThanOrEqual(height);
      expect(size.width).toBeLessThanOrEqual(crop.width);
      expect(size.height).toBeLessThanOrEqual(crop.height);
      if (best.excess > 0) return;
      kept += 1;
      expect(excess(valuesOf(best, face), boundsOf(wanted))).toBe(0);
    }),
    { seed: 19, numRuns: 150 },
  );
  expect(kept).toBeGreaterThan(10);
});

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** A crop as somebody would draw it around a whole head, with some of the photo left on each side. */
const drawn = fc.record({
  side: fc.integer({ min: 250, max: 800 }),
  ...{ tall: share, scale: share, shape: share, low: share, around: share },
});

it('is found wherever a crop that somebody drew keeps the limits', () => {
  fc.assert(
    fc.property(drawn, ({ side, tall, scale, shape, low, around }) => {
      const height = Math.round(1.3 * side * (1.2 + 2 * tall));
      const width = Math.round(Math.max(1.05 * side, height * (0.6 + 0.8 * shape)));
      const rest = Math.round(around * side);
      const crop = { x: rest, y: rest, width, height };
      const face = faceAt(
        rest + (width - side) / 2,
        rest + 0.3 * side + low * (height - 1.3 * side),
        side,
      );
      const times = 0.3 + 0.7 * scale;
      const size = { width: Math.round(width * times), height: Math.round(height * times) };
      const values = valuesOf({ crop, size }, face);
      const limited = ['width', 'height', 'aspect', 'eyeDistance', 'headHeight'] as const;
      const limits = [
        ...limited.map((name) => limit(name, values[name] * 0.98, values[name] * 1.02)),
        limit('eyesFromBottom', values.eyesFromBottom - 0.02, values.eyesFromBottom + 0.02),
      ];
      const best = fitCrop(face, whole(width + 2 * rest, height + 2 * rest), limits);
      expect(best?.excess).toBe(0);
    }),
    { seed: 19, numRuns: 150 },
  );
});
